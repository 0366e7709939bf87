// The part of docs/power-loss.md that is made of stored power cuts: the table of what the models say and what disks
// said, and where the two differ. Pure, from the record.

import { agreementWords, disksSay, fileSystemOf, gradeWord } from '../reports/platform/power-cuts-text.js';
import { item, paragraph, prose } from '../reports/text/markdown-page.js';
import { counted } from '../reports/text/quantity.js';
import {
  type PowerCutAgreement,
  type PowerCutRow,
  rowsOf,
  verdictOf,
} from '../results/verdicts/power-cut-agreement.js';
import type { PowerCuts } from '../results/verdicts/power-cuts.js';

export function powerCutsPart(record: PowerCuts): string {
  const rows = rowsOf(record);
  const images = rows.reduce((sum, row) => sum + row.images, 0);
  const { id, kernel, node } = record.platform;
  return [
    paragraph(
      `${counted(images, 'image')} on ${id}, kernel ${kernel}, Node ${node}. ${conclusions[verdictOf(rows)]}`,
    ),
    alignedTable(
      ['Strategy', 'File system', 'Models say', 'Disks say', 'Images', 'Together'],
      rows.map((row) => [
        `\`${row.strategy}\``,
        prose(fileSystemOf(row)),
        gradeWord(row),
        disksSay(row),
        String(row.images),
        agreementWords[row.agreement].words,
      ]),
    ),
    ...listed(
      rows,
      'model-harsher',
      'Models are harsher than these disks were: the models let these fail, and no image lost anything.',
    ),
    ...named(
      rows.filter(({ mutant, grade, failed }) => !mutant && grade === 'journaled' && failed === 0),
      'The model `weakest`, which no policy but `strict` asks for, is harsher than these disks were: it lets these fail, and no image lost anything.',
    ),
    ...listed(rows, 'disks-harsher', 'Disks are harsher than the models: each of these is a false GO.'),
    ...listed(rows, 'unknown', 'Nothing is concluded of these.'),
  ].join('\n\n');
}

const conclusions: Readonly<Record<ReturnType<typeof verdictOf>, string>> = {
  pass: 'No strategy that the models let pass lost anything, and what must fail failed.',
  fail: '**A strategy that the models let pass lost data on a disk.**',
  unknown: 'Not everything could be told.',
};

function listed(rows: readonly PowerCutRow[], agreement: PowerCutAgreement, sentence: string): string[] {
  return named(
    rows.filter((row) => row.agreement === agreement),
    sentence,
  );
}

function named(found: readonly PowerCutRow[], sentence: string): string[] {
  if (found.length === 0) return [];
  const items = found.flatMap((row) =>
    item(
      prose(
        `${row.strategy} on ${fileSystemOf(row)}: ${gradeWord(row)}${row.reason === '' ? '' : `, ${row.reason}`}`,
      ),
    ),
  );
  return [paragraph(sentence), items.join('\n')];
}

/** As the formatter of this repository writes tables. */
function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
