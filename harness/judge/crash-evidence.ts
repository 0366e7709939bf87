// The evidence behind a durability grade: what each sync of a write is needed for, and where the
// counterexamples are stored. Pure, over stored facts; it judges nothing.
import { CAPSULES, capsuleFileName } from '../../results/archive/capsule-file.js';
import type { CrashStatesFact } from '../../results/facts/crash-states-fact.js';
import { summariseSyncs } from '../../results/facts/sync-summary.js';
import { crashPictureOf } from '../../results/verdicts/crash-picture.js';
import type { CrashEvidence } from '../../results/verdicts/judged.js';

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
        picture: crashPictureOf(capsule),
      })),
  };
}
