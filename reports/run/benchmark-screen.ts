// The end of a run that only measured: its speed, what failed while it was measured, and that it judged no safety.
import type { Judged } from '../../results/verdicts/judged.js';
import { consoleFormat } from '../format/console-format.js';
import { write } from '../format/format.js';
import { plainText, truncate } from '../text/plain-text.js';
import { counted } from '../text/quantity.js';
import { type ConsolePage, notes, opening } from './console-ending.js';
import { proofsOf, subjectsOf } from './overview.js';
import { speedSection } from './speed-section.js';
import { thresholdLines } from './threshold-lines.js';

export const onlyMeasured = ({ scenarios }: Judged): boolean =>
  scenarios.length > 0 && scenarios.every(({ benchmark }) => benchmark === true);

export function benchmarkScreen(judged: Judged, page: ConsolePage): string[][] {
  const { columns, ink, run } = page;
  const failed = subjectsOf(judged).flatMap((strategy) =>
    proofsOf(strategy).map(
      ({ finding: { scenario, scope, check, summary } }) =>
        `✗ ${strategy.id}: ${scenario}/${check} (${scope}): ${summary}`,
    ),
  );
  const speed = speedSection(judged);
  return [
    opening(judged, page, [counted(judged.cases.length, 'case')]),
    speed.length === 0 ? ['Nothing was measured.'] : [write(speed, consoleFormat({ columns, ink }))],
    failed.map((line) => ink.as('fail', truncate(plainText(line), columns))),
    notes(judged, page),
    [
      ...thresholdLines(judged).map((line) => truncate(line, columns)),
      ink.bold('Only speed was measured: whether any of this is safe is unknown (INCONCLUSIVE).'),
      `Next: holdfast run  ${ink.dim('(for a verdict)')}, or holdfast report ${plainText(run)} --full`,
    ],
  ];
}
