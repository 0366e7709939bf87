// What stands behind a durability grade: what each sync of a write was needed for, and where the
// counterexamples lie. Pure, over stored facts; it judges nothing.
import { CAPSULES, capsuleFileName } from '../../results/capsule-file.js';
import type { CrashStatesFact } from '../../results/crash-states.js';
import type { CrashEvidence } from '../../results/judged.js';
import { summariseSyncs } from '../../results/sync-summary.js';

/** null without a record. */
export function crashEvidenceOf(strategy: string, records: readonly CrashStatesFact[]): CrashEvidence | null {
  const variants = records.flatMap((record) => record.variants);
  if (variants.length === 0) return null;
  return {
    audit: summariseSyncs(variants),
    capsules: records
      .flatMap((record) => record.capsules)
      .map((capsule) => ({
        file: `${CAPSULES}/${capsuleFileName(strategy, capsule)}`,
        variant: capsule.variant,
        model: capsule.model,
        kind: capsule.outcome,
        sentence: capsule.explanation.sentence,
      })),
  };
}
