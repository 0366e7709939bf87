// Where a rename is not atomic, readers meet a missing or a torn file whatever the strategy does. Such failures
// stand, and are told by the platform's name. A strategy that loses or tears its file by itself, when it is
// killed for instance, is not excused.
import type { Platform, Renames } from '../../results/facts/run-record.js';
import type { Evidence, Finding } from '../../results/verdicts/finding.js';
import { readOfNothing } from '../../scenarios/checks/history/read-of-nothing.js';

/** What a strategy shows that loses or tears its file without any reader. */
const ownDoing = ['torn-document', 'zero-length-document', 'missing-document'];

export function attributedToRenames(
  findings: readonly Finding[],
  { fileSystem }: Pick<Platform, 'fileSystem'>,
): Finding[] {
  const { renames } = fileSystem;
  const isExcused =
    renames?.atomic === 'no' &&
    !findings.some(
      ({ verdict, evidence }) =>
        verdict === 'fail' && evidence.some(({ anomaly }) => ownDoing.includes(anomaly)),
    );
  if (renames === undefined || !isExcused) return [...findings];
  return findings.map((finding) =>
    finding.verdict === 'fail' &&
    finding.evidence.length > 0 &&
    finding.evidence.every((one) => isOfRenames(one, renames))
      ? { ...finding, summary: `the platform, not the strategy: ${renames.reason}` }
      : finding,
  );
}

function isOfRenames({ anomaly, description }: Evidence, { missing, torn }: Renames): boolean {
  if (description.startsWith(readOfNothing)) return missing;
  return anomaly === 'torn-read' && torn;
}
