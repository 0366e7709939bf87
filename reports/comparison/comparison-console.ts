// A comparison on a terminal: decisions side by side, what differs, what it costs, and at the end what got
// worse. Runs are numbered, as their names are too long for columns; words give way to signs where it is narrow.
import type { Comparison, DecisionRow } from '../../results/verdicts/comparison.js';
import type { Verdict } from '../../results/vocabulary/verdict.js';
import type { ComparisonReporter } from '../reporter.js';
import { decisionGlyph, decisionMark, toneOf, verdictMark } from '../text/mark.js';
import { type Paint, paint } from '../text/paint.js';
import { plainText, truncate, wrap } from '../text/plain-text.js';
import { counted } from '../text/quantity.js';
import { ruledTable } from '../text/table.js';
import {
  floorNames,
  latencyLegend,
  latencyWords,
  regressionGroups,
  slowdownWords,
  warningGroups,
} from './comparison-words.js';

const comparisonConsoleReporter: ComparisonReporter = {
  id: 'console',
  title: 'A terminal, or plain text',
  extension: 'txt',
  render(comparison, { color, width }) {
    const columns = Math.max(80, Math.min(width, 160));
    const ink = paint(color);
    const sections = [
      runs(comparison, columns, ink),
      decisions(comparison, columns, ink),
      criteria(comparison, columns, ink),
      latencies(comparison, columns, ink),
      warnings(comparison, columns),
      comparison.notes.flatMap((note) => wrap(`! ${plainText(note)}`, columns)),
      ending(comparison, columns, ink),
    ];
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  },
};
export default comparisonConsoleReporter;

const numbers = ({ runs: all }: Comparison): string[] => all.map((_, at) => `#${at + 1}`);

function runs({ runs: all, profile, policy }: Comparison, columns: number, ink: Paint): string[] {
  const title = `Comparison of ${counted(all.length, 'run')} · profile ${profile} · policy ${policy}`;
  const lines = all.map(({ label, runId, decision }, at) => {
    const base = at === 0 ? ' (base)' : '';
    return truncate(`#${at + 1} ${plainText(label)}${base} · ${decision} · ${plainText(runId)}`, columns);
  });
  return [ink.bold(title), ...lines];
}

const WARNINGS_MAX = 8;

function warnings(comparison: Comparison, columns: number): string[] {
  const lines = warningGroups(comparison).map(({ warning, runs: on }) =>
    truncate(plainText(`! ${on.map((at) => `#${at + 1}`).join(', ')}: ${warning}`), columns),
  );
  const left = lines.length - WARNINGS_MAX;
  return left > 0 ? [...lines.slice(0, WARNINGS_MAX), `  … ${left} more: --reporter markdown=FILE`] : lines;
}

const legend = ' ✓ GO  ✗ NO-GO  ◐ PARTIAL  ? INCONCLUSIVE  – N/A  · absent';

/** A `≠` marks what differs. */
function decisions(comparison: Comparison, columns: number, ink: Paint): string[] {
  if (comparison.decisions.length === 0) return [];
  const wordy = 30 + 16 * comparison.runs.length <= columns;
  const rows = comparison.decisions.map(({ strategy, cells, differs }) => [
    `${differs ? '≠' : ' '} ${truncate(plainText(strategy), 24)}`,
    ...cells.map((cell) => decisionCell(cell, wordy, ink)),
  ]);
  const table = ruledTable(['  strategy', ...numbers(comparison)].map(ink.dim), rows);
  return wordy ? table : [...table, ink.dim(legend)];
}

function decisionCell(cell: DecisionRow['cells'][number], wordy: boolean, ink: Paint): string {
  if (cell === null) return ink.dim(wordy ? '· absent' : '·');
  const { decision } = cell;
  return ink.as(toneOf(decision), wordy ? decisionMark(decision) : decisionGlyph(decision));
}

/** With many rows, how many a strategy has: all of them are in the document. */
const ROWS_MAX = 30;

function criteria(comparison: Comparison, columns: number, ink: Paint): string[] {
  const { criteria: all, runs: compared } = comparison;
  if (all.length === 0) return [ink.dim('Every criterion has the same verdict everywhere.')];
  if (all.length > ROWS_MAX) {
    const ids = [...new Set(all.map(({ strategy }) => strategy))];
    const counts = ids.map(
      (id) => `${plainText(id)} ${all.filter(({ strategy }) => strategy === id).length}`,
    );
    const told = `Criteria that differ: ${counts.join(', ')}. All of them: --reporter markdown=FILE`;
    return wrap(told, columns);
  }
  const wordy = 58 + 11 * compared.length <= columns;
  const cellWidth = wordy ? 11 : 4;
  const rows = all.map(({ strategy, scope, title, cells }) => [
    truncate(plainText(strategy), 20),
    scope,
    truncate(plainText(title), Math.max(12, columns - 34 - cellWidth * cells.length)),
    ...cells.map((verdict) => verdictCell(verdict, wordy, ink)),
  ]);
  return ruledTable(
    ['strategy', 'scope', 'criterion that differs', ...numbers(comparison)].map(ink.dim),
    rows,
  );
}

function verdictCell(verdict: Verdict | null, wordy: boolean, ink: Paint): string {
  if (verdict === null) return ink.dim(wordy ? '· absent' : '·');
  return ink.as(verdict, wordy ? `${verdictMark(verdict)} ${verdict}` : verdictMark(verdict));
}

/** One floor a strategy, the classical one where it was measured; the document has both. */
function latencies(comparison: Comparison, columns: number, ink: Paint): string[] {
  const shown = comparison.latencies.filter(
    ({ strategy }, at, all) => all.findIndex((row) => row.strategy === strategy) === at,
  );
  if (shown.length === 0) return [];
  if (shown.length * comparison.runs.length > ROWS_MAX) {
    return [ink.dim(`Latencies of ${counted(shown.length, 'row')}: --reporter markdown=FILE`)];
  }
  const lines = shown.flatMap(({ strategy, floor, cells }) => [
    `${truncate(plainText(strategy), 30)} ${ink.dim(`against a ${floorNames[floor]}`)}`,
    ...cells.map((cell, at) => truncate(`  #${at + 1} ${latencyWords(cell)}`, columns)),
  ]);
  const note = `Latency as a ratio to a floor of the same run. ${latencyLegend}`;
  return [...wrap(note, columns).map(ink.dim), ...lines];
}

const GROUPS_MAX = 10;

function ending(comparison: Comparison, columns: number, ink: Paint): string[] {
  const { regressions } = comparison;
  const groups = regressionGroups(comparison);
  const lines = groups.slice(0, GROUPS_MAX).flatMap((group) => {
    const on = group.runs.map((at) => `#${at + 1}`).join(', ');
    // The whole sentence once more: a name that ends in a colon would make two of ours.
    const sentence = plainText(`✗ ${group.words} on ${on}: ${group.reason}`);
    const [head = '', ...rest] = wrap(sentence, columns - 4);
    const more = rest.length > 2 ? [...rest.slice(0, 1), `${rest[1]} …`] : rest;
    return [ink.as('fail', head), ...more.map((line) => `  ${line}`)];
  });
  const left = groups.length - GROUPS_MAX;
  if (left > 0) lines.push(`  … ${left} more: --reporter markdown=FILE`);
  const worse = regressions.length > 0;
  const slower = slowdownWords(comparison, (at) => `#${at + 1}`);
  const clean = slower.length === 0 ? '✓ no regression' : '✓ no verdict got worse';
  const verdict = worse ? `✗ ${counted(regressions.length, 'regression')}` : clean;
  return [
    ...lines,
    ink.bold(`Against the base: ${ink.as(worse ? 'fail' : 'pass', verdict)}`),
    ...(slower.length === 0 ? [] : wrap(plainText(`Slower: ${slower.join(', ')}`), columns)),
    worse
      ? 'Next: holdfast report RUN --reporter markdown=-  (the evidence)'
      : 'Next: holdfast compare RUN… --fail-on regression  (keep it so)',
  ];
}
