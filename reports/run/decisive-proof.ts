// The one proof that a short report names against a strategy: what its decision rests on, not what failed
// besides and is not required, and never what the mount does. Pure.
import type { JudgedStrategy } from '../../results/verdicts/judged.js';
import { claimedScopes, speaksFor } from '../../results/vocabulary/verdict.js';
import { type Proof, proofsOf } from './overview.js';

/** How a finding begins that the mount is to blame for: `harness/judge/platform-syncs.ts` words it so. */
const notOfTheStrategy = 'the platform, not the strategy';

/** null: nothing of its own failed, or nothing that can be named. */
export function decisiveProof(strategy: JudgedStrategy): Proof | null {
  const claimed = claimedScopes(strategy.claims);
  const isRefused = strategy.decision === 'NO-GO' || strategy.decision === 'PARTIAL';
  const pool = proofsOf(strategy).filter(
    ({ finding, evidence }) =>
      evidence !== null &&
      !finding.summary.startsWith(notOfTheStrategy) &&
      (!isRefused || claimed.some((scope) => speaksFor(finding.scope, scope))),
  );
  return pool.find(({ evidence }) => evidence?.anomaly === strategy.anomaly) ?? pool[0] ?? null;
}

/** Whether the decision rests on what the mount does with syncs. */
export function isByTheMount({ reason }: Pick<JudgedStrategy, 'reason'>): boolean {
  return reason.includes(notOfTheStrategy);
}
