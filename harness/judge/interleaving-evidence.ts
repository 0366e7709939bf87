// Summarises for each scope what the searches through interleavings covered, with the smallest schedule of
// each violation and the file of its capsule. Pure, over stored facts; it judges nothing.
import { CAPSULES, interleavingFileName } from '../../results/archive/capsule-file.js';
import type { InterleavingsFact } from '../../results/facts/interleavings-fact.js';
import type { InterleavingEvidence } from '../../results/verdicts/judged.js';
import { smallestViolations } from '../../results/verdicts/smallest-violations.js';

/**
 * One for each record. A violation that another plan of the same variant showed in a smaller schedule is left
 * out.
 */
export function interleavingEvidenceOf(
  strategy: string,
  records: readonly InterleavingsFact[],
): InterleavingEvidence[] {
  return records.map((record) => {
    const told = smallestViolations(record);
    return {
      scope: record.scope,
      unavailable: record.unavailable,
      variants: record.variants.map((result) => ({
        ...result,
        violations: result.violations.flatMap((violation) => {
          const found = told.find((one) => one.violation === violation);
          if (found === undefined) return [];
          const { capsule: _, ...shown } = violation;
          const { capsule } = found;
          const file = capsule === null ? null : `${CAPSULES}/${interleavingFileName(strategy, capsule)}`;
          return [{ ...shown, file }];
        }),
      })),
    };
  });
}
