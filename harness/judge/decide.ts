// From criteria to decisions, for one strategy: NO-GO if a required criterion fails, else INCONCLUSIVE if one
// is unknown, else GO; then one decision from those of the scopes that it claims. `n/a` does not change a
// decision, and neither does a scope that is not claimed: it is named beside it.
import type { CriterionVerdict } from '../../results/verdicts/judged.js';
import { gravityOf } from '../../results/vocabulary/anomalies/severity.js';
import { allScopes, type Decision, type Scope, scopesInWords } from '../../results/vocabulary/verdict.js';
import { SILENT } from './judge-criterion.js';

export interface ScopeDecision {
  decision: Decision;
  /** One sentence without its full stop. */
  reason: string;
  /** The gravest anomaly behind a NO-GO. */
  anomaly?: string | undefined;
}

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
export function decideStrategy(
  scopes: Readonly<Record<Scope, ScopeDecision>>,
  claimed: readonly Scope[],
): ScopeDecision {
  const whole = decideClaimed(scopes, claimed);
  const beside = unclaimedInWords(scopes, claimed);
  return beside === '' ? whole : { ...whole, reason: `${whole.reason}; not claimed: ${beside}` };
}

function decideClaimed(
  scopes: Readonly<Record<Scope, ScopeDecision>>,
  claimed: readonly Scope[],
): ScopeDecision {
  const go = inWords(scopes, claimed, 'GO');
  const [noGo] = claimed
    .filter((scope) => scopes[scope].decision === 'NO-GO')
    .sort((a, b) => gravity(scopes[a]) - gravity(scopes[b]));
  const [open] = claimed.filter((scope) => scopes[scope].decision === 'INCONCLUSIVE');
  if (noGo !== undefined) {
    const failed = { ...scopes[noGo], reason: failureInWords(scopes, claimed, noGo) };
    if (go === '') return failed;
    return { ...failed, decision: 'PARTIAL', reason: `GO for ${go} only; ${failed.reason}` };
  }
  if (open !== undefined) {
    return { decision: 'INCONCLUSIVE', reason: `${scopesInWords([open])}: ${scopes[open].reason}` };
  }
  const [first = 'single'] = claimed.filter((scope) => scopes[scope].decision === 'GO');
  if (go === '') return scopes[first];
  return { decision: 'GO', reason: `GO for ${go}: ${scopes[first].reason}` };
}

/** Scopes that fail for the same reason are named together: what one writer shows, all of them show. */
function failureInWords(
  scopes: Readonly<Record<Scope, ScopeDecision>>,
  claimed: readonly Scope[],
  worst: Scope,
): string {
  const { reason } = scopes[worst];
  const alike = claimed.filter((scope) => scopes[scope].reason === reason);
  return `${scopesInWords(alike)}: ${reason}`;
}

function inWords(
  scopes: Readonly<Record<Scope, ScopeDecision>>,
  among: readonly Scope[],
  decision: Decision,
): string {
  const found = among.filter((scope) => scopes[scope].decision === decision);
  return found.length === 0 ? '' : scopesInWords(found);
}

/** `threads and processes NO-GO`; empty where every scope is claimed. */
export function unclaimedInWords(
  scopes: Readonly<Record<Scope, ScopeDecision>>,
  claimed: readonly Scope[],
): string {
  const others = allScopes.filter((scope) => !claimed.includes(scope));
  return (['NO-GO', 'INCONCLUSIVE', 'N/A', 'GO'] as const)
    .flatMap((decision) => {
      const words = inWords(scopes, others, decision);
      return words === '' ? [] : [`${words} ${decision}`];
    })
    .join(', ');
}
