// Judges one criterion of one strategy in one scope: the worst of the findings that prove it, `n/a` left out.
// Every check that the table names for it must have a finding; one that is missing makes the criterion
// unknown, however many others passed.
import type { Finding } from '../../results/verdicts/finding.js';
import { byGravity, findingSeverity, gravestEvidence } from '../../results/verdicts/gravest.js';
import type { CriterionVerdict } from '../../results/verdicts/judged.js';
import { type Policy, type Scope, speaksFor, worstVerdict } from '../../results/vocabulary/verdict.js';
import type { Criterion, Scenario } from '../../scenarios/scenario.js';

export const NOT_JUDGED_YET = 'not judged yet: no engine proves it';
export const SILENT = 'no scenario speaks for this scope';
const MISSING_SHOWN_MAX = 3;

export function judgeCriterion(
  criterion: Criterion,
  scope: Scope,
  findings: readonly Finding[],
  policy: Policy,
  scenarios: readonly Scenario[],
): CriterionVerdict {
  const row = { id: criterion.id, scope, required: criterion.requiredBy.includes(policy) };
  if (criterion.provenBy.length === 0) {
    return { ...row, required: false, verdict: 'unknown', note: NOT_JUDGED_YET };
  }
  const proving = findings.filter(
    (finding) =>
      speaksFor(finding.scope, scope) &&
      criterion.provenBy.some((pattern) => matches(pattern, finding.scenario, finding.check)),
  );
  const heard = new Set(proving.map(nameOf));
  const wanted = expected(criterion, scope, scenarios);
  // What needs several writers at once says nothing of one.
  if (proving.length === 0 && wanted.length === 0) return { ...row, verdict: 'n/a', note: SILENT };
  const missing = wanted.filter((name) => !heard.has(name));
  const counting = criterion.judgesConduct === true ? proving : proving.map(withoutConduct);
  const verdict = worstVerdict([
    ...counting.map((finding) => finding.verdict),
    ...missing.map(() => 'unknown' as const),
  ]);
  const [decisive] = byGravity(counting.filter((finding) => finding.verdict === verdict));
  const [gravest] = byGravity(counting.filter((finding) => finding.verdict === 'fail'));
  const anomaly = gravest === undefined ? undefined : gravestEvidence(gravest)?.anomaly;
  return {
    ...row,
    verdict,
    note: noteOf(verdict, decisive, counting, missing),
    ...(decisive === undefined ? {} : { coverage: decisive.coverage }),
    ...(anomaly === undefined ? {} : { anomaly }),
  };
}

/**
 * A failure of nothing but conduct is told by the criterion of conduct. Here the check passes, as far as it
 * saw everything.
 */
function withoutConduct(finding: Finding): Finding {
  if (finding.verdict !== 'fail' || findingSeverity(finding) !== 'conduct') return finding;
  if (finding.unseen !== undefined) {
    return { ...finding, verdict: 'unknown', summary: `${finding.summary}, and not everything was seen` };
  }
  return { ...finding, verdict: 'pass', summary: `no data is concerned: ${finding.summary}` };
}

export function matches(pattern: string, scenario: string, check: string): boolean {
  const [wantedScenario, wantedCheck] = pattern.split('/');
  return (wantedScenario === '*' || wantedScenario === scenario) && wantedCheck === check;
}

function nameOf({ scenario, check }: { scenario: string; check: string }): string {
  return `${scenario}/${check}`;
}

/**
 * Everything that has to speak for this scope, and the patterns that mean nothing in this catalogue at all.
 */
function expected(criterion: Criterion, scope: Scope, scenarios: readonly Scenario[]): string[] {
  return criterion.provenBy.flatMap((pattern) => {
    const meant = scenarios.flatMap((scenario) =>
      scenario.checks
        .filter((check) => matches(pattern, scenario.id, check.id))
        .map((check) => ({
          scopes: check.scope === undefined ? scenario.scopes : [check.scope],
          name: nameOf({ scenario: scenario.id, check: check.id }),
        })),
    );
    if (meant.length === 0) return [pattern];
    return meant.filter(({ scopes }) => scopes.some((one) => speaksFor(one, scope))).map(({ name }) => name);
  });
}

function noteOf(
  verdict: CriterionVerdict['verdict'],
  decisive: Finding | undefined,
  proving: readonly Finding[],
  missing: readonly string[],
): string {
  if (decisive === undefined) {
    const more = missing.length > MISSING_SHOWN_MAX ? ` and ${missing.length - MISSING_SHOWN_MAX} more` : '';
    return `not run: ${missing.slice(0, MISSING_SHOWN_MAX).join(', ')}${more}`;
  }
  const note = `${nameOf(decisive)}: ${decisive.summary}`;
  const leftOut = verdict === 'pass' ? proving.filter((finding) => finding.verdict === 'n/a') : [];
  return leftOut.length === 0 ? note : `${note} (n/a here: ${leftOut.map(nameOf).join(', ')})`;
}
