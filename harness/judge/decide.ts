// From criteria to decisions, for one strategy: NO-GO if a required criterion fails, else INCONCLUSIVE if one
// is unknown, else GO; then one decision from those of the scopes that it claims. `n/a` does not change a
// decision, and neither does a scope that is not claimed: it is named beside it.
import type { CriterionVerdict } from '../../results/verdicts/judged.js';
import {
  decidedScopes,
  decisionIn,
  type ScopeDecision,
  type ScopeDecisions,
} from '../../results/verdicts/scope-decisions.js';
import { gravityOf } from '../../results/vocabulary/anomalies/severity.js';
import { type Decision, type Scope, scopesInWords } from '../../results/vocabulary/verdict.js';
import { SILENT } from './judge-criterion.js';

const gravity = ({ anomaly }: { anomaly?: string | undefined }): number =>
  gravityOf(anomaly ?? 'client-error');

/** NO-GO > INCONCLUSIVE > GO over the required criteria of one scope. */
export function decideScope(
  criteria: readonly CriterionVerdict[],
  required: ReadonlySet<string>,
): ScopeDecision {
  const counting = criteria.filter(({ id }) => required.has(id));
  const [failed] = counting
    .filter(({ verdict }) => verdict === 'fail')
    .sort((a, b) => gravity(a) - gravity(b));
  if (failed !== undefined) {
    const { id, note, anomaly } = failed;
    return {
      decision: 'NO-GO',
      reason: `${id} fails: ${note}`,
      ...(anomaly === undefined ? {} : { anomaly }),
    };
  }
  const open = counting.find(({ verdict }) => verdict === 'unknown');
  if (open !== undefined) return { decision: 'INCONCLUSIVE', reason: `${open.id} is unknown: ${open.note}` };
  if (counting.length > 0 && counting.every(({ note }) => note === SILENT)) {
    return { decision: 'N/A', reason: SILENT };
  }
  const passed = counting.filter(({ verdict }) => verdict === 'pass').length;
  if (passed === 0) return { decision: 'INCONCLUSIVE', reason: 'no required criterion was judged' };
  return { decision: 'GO', reason: `all ${passed} required criteria hold` };
}

/** One decision out of those of the claimed scopes; `reason` names the others where they are not GO. */
export function decideStrategy(scopes: ScopeDecisions, claimed: readonly Scope[]): ScopeDecision {
  const whole = decideClaimed(scopes, claimed);
  const beside = unclaimedInWords(scopes, claimed);
  return beside === '' ? whole : { ...whole, reason: `${whole.reason}; not claimed: ${beside}` };
}

function decideClaimed(scopes: ScopeDecisions, claimed: readonly Scope[]): ScopeDecision {
  const go = inWords(scopes, claimed, 'GO');
  const [noGo] = claimed
    .filter((scope) => decisionIn(scopes, scope).decision === 'NO-GO')
    .sort((a, b) => gravity(decisionIn(scopes, a)) - gravity(decisionIn(scopes, b)));
  const [open] = claimed.filter((scope) => decisionIn(scopes, scope).decision === 'INCONCLUSIVE');
  if (noGo !== undefined) {
    const failed = { ...decisionIn(scopes, noGo), reason: failureInWords(scopes, claimed, noGo) };
    if (go === '') return failed;
    return { ...failed, decision: 'PARTIAL', reason: `GO for ${go} only; ${failed.reason}` };
  }
  if (open !== undefined) {
    return {
      decision: 'INCONCLUSIVE',
      reason: `${scopesInWords([open])}: ${decisionIn(scopes, open).reason}`,
    };
  }
  const [first = 'single'] = claimed.filter((scope) => decisionIn(scopes, scope).decision === 'GO');
  if (go === '') return decisionIn(scopes, first);
  return { decision: 'GO', reason: `GO for ${go}: ${decisionIn(scopes, first).reason}` };
}

/** Scopes that fail for the same reason are named together: what one writer shows, all of them show. */
function failureInWords(scopes: ScopeDecisions, claimed: readonly Scope[], worst: Scope): string {
  const { reason } = decisionIn(scopes, worst);
  const alike = claimed.filter((scope) => decisionIn(scopes, scope).reason === reason);
  return `${scopesInWords(alike)}: ${reason}`;
}

function inWords(scopes: ScopeDecisions, among: readonly Scope[], decision: Decision): string {
  const found = among.filter((scope) => decisionIn(scopes, scope).decision === decision);
  return found.length === 0 ? '' : scopesInWords(found);
}

/** `threads and processes NO-GO`; empty where every scope is claimed. */
export function unclaimedInWords(scopes: ScopeDecisions, claimed: readonly Scope[]): string {
  const others = decidedScopes(scopes).filter((scope) => !claimed.includes(scope));
  return (['NO-GO', 'INCONCLUSIVE', 'N/A', 'GO'] as const)
    .flatMap((decision) => {
      const words = inWords(scopes, others, decision);
      return words === '' ? [] : [`${words} ${decision}`];
    })
    .join(', ');
}
