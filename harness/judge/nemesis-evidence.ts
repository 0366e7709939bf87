// What went wrong under a nemesis, with the file of each capsule, for reports. Pure, over stored facts; it judges
// nothing.
import { CAPSULES, nemesisFileName } from '../../results/archive/capsule-file.js';
import type { NemesisFact } from '../../results/facts/nemesis-fact.js';
import type { NemesisEvidence } from '../../results/verdicts/judged.js';

export function nemesisEvidenceOf(strategy: string, records: readonly NemesisFact[]): NemesisEvidence[] {
  return records.flatMap(({ failures, capsules }) =>
    failures.map(({ capsule: index, ...failure }) => {
      const capsule = capsules[index];
      const file = capsule === undefined ? null : `${CAPSULES}/${nemesisFileName(strategy, capsule)}`;
      return { ...failure, file };
    }),
  );
}
