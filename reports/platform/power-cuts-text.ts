// Power cuts on real file systems for a terminal: what the models say of each strategy, what the disks said, and
// where the two differ. A false GO comes first; what nothing can be said of is never among what agrees.
import {
  type PowerCutAgreement,
  type PowerCutRow,
  rowsOf,
  verdictOf,
} from '../../results/verdicts/power-cut-agreement.js';
import type { PowerCuts } from '../../results/verdicts/power-cuts.js';
import type { Verdict } from '../../results/vocabulary/verdict.js';
import { verdictMark } from '../text/mark.js';
import { plainText } from '../text/plain-text.js';
import { counted } from '../text/quantity.js';
import { plainTable } from '../text/table.js';

/** How each stands to the promise, and in words. */
export const agreementWords: Readonly<Record<PowerCutAgreement, { verdict: Verdict; words: string }>> = {
  agrees: { verdict: 'pass', words: 'agree' },
  'disks-harsher': { verdict: 'fail', words: 'disks are harsher: a false GO' },
  'model-harsher': { verdict: 'pass', words: 'models are harsher' },
  caught: { verdict: 'pass', words: 'must fail, and fails' },
  missed: { verdict: 'unknown', words: 'must fail, and does not' },
  unknown: { verdict: 'unknown', words: 'unknown' },
};

/** `width` null: as wide as the content. */
export function powerCutsText(record: PowerCuts, width: number | null): string {
  const { platform, skipped } = record;
  const rows = rowsOf(record);
  const table = plainTable(
    ['strategy', 'file system', 'models say', 'disks say', 'images', ''],
    rows.map((row) => [
      plainText(row.strategy),
      fileSystemOf(row),
      gradeWord(row),
      disksSay(row),
      String(row.images),
      `${verdictMark(agreementWords[row.agreement].verdict)} ${agreementWords[row.agreement].words}`,
    ]),
    width,
  );
  return [
    `Power cuts on real file systems · ${platform.id} · kernel ${platform.kernel} · Node ${platform.node}`,
    '',
    ...(rows.length === 0 ? ['Nothing was run.'] : table),
    '',
    ...rows.filter(({ agreement }) => agreement === 'disks-harsher').flatMap(falseGo),
    ...rows.filter(({ reason }) => reason !== '').map((row) => `? ${nameOf(row)}: ${plainText(row.reason)}`),
    ...skipped.map(({ what, reason }) => `– ${plainText(what)} was left out: ${plainText(reason)}`),
    ending(rows),
    '',
  ].join('\n');
}

/** `ext4`, `ext4 (barrier=0)`. */
export const fileSystemOf = ({ fileSystem, mountedWith }: PowerCutRow): string =>
  mountedWith === '' ? fileSystem : `${fileSystem} (${mountedWith})`;
const nameOf = (row: PowerCutRow): string => `${plainText(row.strategy)} on ${fileSystemOf(row)}`;

/** A mutant is not what the grade is about: that holds where syncs reach a disk. */
export const gradeWord = ({ grade, mutant }: PowerCutRow): string =>
  mutant ? 'no sync reaches a disk' : (grade ?? 'unknown');

/** `0 lost`, or the kinds of failures with how many images showed each. */
export function disksSay({ failed, failures }: PowerCutRow): string {
  if (failed === 0) return '0 lost';
  return failures.map(({ kind, images }) => `${kind} ${images}`).join(', ');
}

function falseGo(row: PowerCutRow): string[] {
  const example =
    row.example === null ? '' : ` For example (${row.example.variant}): ${row.example.sentence}.`;
  return [
    `✗ ${nameOf(row)}: ${row.failed} of ${row.images} images broke a promise that the models say is kept.${plainText(example)}`,
  ];
}

function ending(rows: readonly PowerCutRow[]): string {
  const images = counted(
    rows.reduce((sum, row) => sum + row.images, 0),
    'image',
  );
  switch (verdictOf(rows)) {
    case 'pass':
      return `✓ No false GO in ${images}; what must fail failed.`;
    case 'fail':
      return `✗ A false GO: the models let a strategy pass that lost data on a disk. ${images} in all.`;
    case 'unknown':
      return `? Nothing is concluded from ${images}: see above what is missing.`;
  }
}
