// A comparison on a terminal: decisions side by side, what differs, what it costs, and at the end what got
// worse. Runs are numbered, as their names are too long for columns.
import type { Comparison, DecisionRow } from '../results/comparison.js';
import { actorScopes } from '../results/verdict.js';
import { floorNames, latencyWords, regressionWords } from './comparison-words.js';
import { consoleTable } from './console-table.js';
import { decisionMark, toneOf, verdictMark } from './mark.js';
import { type Paint, paint } from './paint.js';
import { plainText, truncate, wrap } from './plain-text.js';
import { counted } from './quantity.js';
import type { ComparisonReporter } from './reporter.js';

export const comparisonConsoleReporter: ComparisonReporter = {
  id: 'console',
  title: 'A terminal, or plain text',
  extension: 'txt',
  render(comparison, { color, width }) {
    const columns = Math.max(60, Math.min(width, 160));
    const ink = paint(color);
    const sections = [
      runs(comparison, columns, ink),
      decisions(comparison, ink),
      criteria(comparison, columns, ink),
      latencies(comparison, columns, ink),
      comparison.notes.flatMap((note) => wrap(`! ${plainText(note)}`, columns)),
      ending(comparison, columns, ink),
    ];
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  },
};

const numbers = ({ runs: all }: Comparison): string[] =>
  all.map((_, at) => (at === 0 ? '#1 (base)' : `#${at + 1}`));

function runs({ runs: all, profile, policy }: Comparison, columns: number, ink: Paint): string[] {
  const lines = all.map(({ label, runId, decision }, at) => {
    const text = `#${at + 1} ${plainText(label)} · run ${plainText(runId)} · ${decision}`;
    return truncate(at === 0 ? `${text} · base` : text, columns);
  });
  return [
    ink.bold(`Comparison of ${counted(all.length, 'run')} · profile ${profile} · policy ${policy}`),
    ...lines,
  ];
}

function decisions(comparison: Comparison, ink: Paint): string[] {
  if (comparison.decisions.length === 0) return [];
  const rows = comparison.decisions.map((row) => [
    truncate(plainText(row.strategy), 24),
    ...row.cells.map((one) => decisionCell(one, ink)),
    row.differs ? 'differs' : '',
  ]);
  return consoleTable(['strategy', ...numbers(comparison), ''].map(ink.dim), rows);
}

function decisionCell(cell: DecisionRow['cells'][number], ink: Paint): string {
  if (cell === null) return ink.dim('absent');
  const scopes = actorScopes.filter((scope) => cell.scopes[scope].decision === 'GO');
  const where = cell.decision === 'PARTIAL' ? ` (${scopes.join(', ')})` : '';
  return ink.as(toneOf(cell.decision), `${decisionMark(cell.decision)}${where}`);
}

function criteria(comparison: Comparison, columns: number, ink: Paint): string[] {
  if (comparison.criteria.length === 0) return [ink.dim('Every criterion has the same verdict everywhere.')];
  const rows = comparison.criteria.map(({ strategy, scope, title, cells }) => [
    truncate(plainText(strategy), 20),
    scope,
    truncate(plainText(title), Math.max(16, columns - 38 - 11 * cells.length)),
    ...cells.map((verdict) =>
      verdict === null ? 'absent' : ink.as(verdict, `${verdictMark(verdict)} ${verdict}`),
    ),
  ]);
  return consoleTable(
    ['strategy', 'scope', 'criterion that differs', ...numbers(comparison)].map(ink.dim),
    rows,
  );
}

function latencies(comparison: Comparison, columns: number, ink: Paint): string[] {
  if (comparison.latencies.length === 0) return [];
  const lines = comparison.latencies.flatMap(({ strategy, floor, cells }) => [
    `${truncate(plainText(strategy), 30)} ${ink.dim(`against a ${floorNames[floor]}`)}`,
    ...cells.map((cell, at) => truncate(`  #${at + 1} ${latencyWords(cell)}`, columns)),
  ]);
  return [
    ink.dim(truncate('Ratios to floors of the same run; ~ = the intervals overlap, undecided', columns)),
    ...lines,
  ];
}

function ending({ regressions, runs: all, noGo }: Comparison, columns: number, ink: Paint): string[] {
  const lines = regressions.flatMap((one) =>
    wrap(
      `✗ ${plainText(regressionWords(one))} on ${plainText(one.run)}: ${plainText(one.reason)}`,
      columns,
    ).map((line, at) => (at === 0 ? ink.as('fail', line) : `  ${line}`)),
  );
  const worse = regressions.length > 0;
  const verdict = worse ? `✗ ${counted(regressions.length, 'regression')}` : '✓ no regression';
  const refused = `${counted(noGo.length, 'NO-GO or PARTIAL strateg').replace(/gs$/, 'gies').replace(/g$/, 'gy')}`;
  return [
    ...lines,
    ink.bold(
      `Against the base: ${ink.as(worse ? 'fail' : 'pass', verdict)} · ${refused} in ${counted(all.length, 'run')}`,
    ),
    worse
      ? 'Next: holdfast report RUN --reporter markdown=-  (the evidence)'
      : 'Next: holdfast compare RUN… --fail-on regression  (keep it so in CI)',
  ];
}
