// Grades one record of crash states outside a run, as the audit does. No canary ran beside it, so its result
// is as good as the last run that had canaries.
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
