// From criteria to decisions, for one strategy: NO-GO if a required criterion fails, else INCONCLUSIVE if one
// is unknown, else GO; then one decision from those of the two scopes. `n/a` does not change a decision.
import type { CriterionVerdict } from '../../results/verdicts/judged.js';
import { type ActorScope, actorScopes, type Decision } from '../../results/vocabulary/verdict.js';

export interface ScopeDecision {
  decision: Decision;
  /** One sentence without its full stop. */
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
  if (noGo !== undefined) return { decision: 'NO-GO', reason: `${noGo}: ${scopes[noGo].reason}` };
  if (open !== undefined) return { decision: 'INCONCLUSIVE', reason: `${open}: ${scopes[open].reason}` };
  return scopes.threads;
}
