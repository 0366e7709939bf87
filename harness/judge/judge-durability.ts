// One record of crash states on its own, outside a run: the grade and what stands behind it. No canary
// watched over it, so what it says of the strategy is only as good as the last run that did have its
// canaries.
import type { CrashStatesFact } from '../../results/facts/crash-states-fact.js';
import type { CrashEvidence, Durability } from '../../results/verdicts/judged.js';
import { crashEvidenceOf } from './crash-evidence.js';
import { durabilityOf } from './durability.js';

/** null: nothing was recorded. */
export function judgeDurability(
  strategy: string,
  record: CrashStatesFact,
): (Durability & CrashEvidence) | null {
  const durability = durabilityOf([record], false);
  const evidence = crashEvidenceOf(strategy, [record]);
  return durability === null || evidence === null ? null : { ...durability, ...evidence };
}
