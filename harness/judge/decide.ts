// Findings to criteria to decisions, for one strategy. The rules: a criterion is the worst of what proves it,
// n/a left out; a required criterion that fails is NO-GO, else one that is unknown is INCONCLUSIVE, else GO.
import type { Finding } from '../../results/finding.js';
import type { CriterionVerdict } from '../../results/judged.js';
import {
  type ActorScope,
  actorScopes,
  type Decision,
  type Policy,
  type Scope,
  speaksFor,
  worstVerdict,
} from '../../results/verdict.js';
import type { Criterion } from '../../scenarios/scenario.js';

export const NOT_JUDGED_YET = 'not judged yet: no engine proves it';

export function judgeCriterion(
  criterion: Criterion,
  scope: ActorScope,
  findings: readonly Finding[],
  policy: Policy,
  scopesOf: (scenario: string) => readonly Scope[],
): CriterionVerdict {
  const row = { id: criterion.id, scope, required: criterion.requiredBy.includes(policy) };
  if (criterion.provenBy.length === 0) return { ...row, verdict: 'unknown', note: NOT_JUDGED_YET };
  const proving = findings.filter((finding) => speaksFor(finding.scope, scope) && proves(finding, criterion));
  const unproven = criterion.provenBy.filter(
    (pattern) =>
      speaksHere(pattern, scope, scopesOf) && !proving.some((finding) => matches(finding, pattern)),
  );
  const verdict = worstVerdict([
    ...proving.map((finding) => finding.verdict),
    ...unproven.map(() => 'unknown' as const),
  ]);
  const decisive = proving.find((finding) => finding.verdict === verdict);
  const note =
    decisive === undefined
      ? `not run: ${unproven.join(', ')}`
      : `${decisive.scenario}/${decisive.check}: ${decisive.summary}`;
  return { ...row, verdict, note };
}

function proves(finding: Finding, criterion: Criterion): boolean {
  return criterion.provenBy.some((pattern) => matches(finding, pattern));
}

function matches({ scenario, check }: Finding, pattern: string): boolean {
  const [wantedScenario, wantedCheck] = pattern.split('/');
  return (wantedScenario === '*' || wantedScenario === scenario) && wantedCheck === check;
}

/** A scenario that only speaks for the other scope is not missing in this one. */
function speaksHere(
  pattern: string,
  scope: ActorScope,
  scopesOf: (scenario: string) => readonly Scope[],
): boolean {
  const [scenario = '*'] = pattern.split('/');
  return scenario === '*' || scopesOf(scenario).some((one) => speaksFor(one, scope));
}

export interface ScopeDecision {
  decision: Decision;
  reason: string;
}

/** NO-GO > INCONCLUSIVE > GO over the required criteria of one scope. */
export function decideScope(
  criteria: readonly CriterionVerdict[],
  required: ReadonlySet<string>,
): ScopeDecision {
  const counting = criteria.filter(({ id }) => required.has(id));
  const failed = counting.find(({ verdict }) => verdict === 'fail');
  if (failed !== undefined) return { decision: 'NO-GO', reason: `${failed.id} fails: ${failed.note}` };
  const open = counting.find(({ verdict }) => verdict === 'unknown');
  if (open !== undefined) return { decision: 'INCONCLUSIVE', reason: `${open.id} is unknown: ${open.note}` };
  const passed = counting.filter(({ verdict }) => verdict === 'pass').length;
  if (passed === 0) return { decision: 'INCONCLUSIVE', reason: 'no required criterion was judged' };
  return { decision: 'GO', reason: `all ${passed} required criteria hold` };
}

/** One decision out of the two scopes'. */
export function decideStrategy(scopes: Readonly<Record<ActorScope, ScopeDecision>>): ScopeDecision {
  const of = (decision: Decision): ActorScope[] =>
    actorScopes.filter((scope) => scopes[scope].decision === decision);
  const [go] = of('GO');
  const [noGo] = of('NO-GO');
  const [open] = of('INCONCLUSIVE');
  if (go !== undefined && noGo !== undefined) {
    return { decision: 'PARTIAL', reason: `GO for ${go} only; ${noGo}: ${scopes[noGo].reason}` };
  }
  if (noGo !== undefined) return scopes[noGo];
  if (open !== undefined) return { decision: 'INCONCLUSIVE', reason: `${open}: ${scopes[open].reason}` };
  return scopes.threads;
}
