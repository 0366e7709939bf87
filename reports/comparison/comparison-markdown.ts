// A comparison as a document: decisions, what differs, latency ratios, regressions. Across machines only
// ratios to each run's own floors are shown; milliseconds of two machines say nothing about two strategies.
import type { Comparison, DecisionRow } from '../../results/verdicts/comparison.js';
import { actorScopes } from '../../results/vocabulary/verdict.js';
import type { ComparisonReporter } from '../reporter.js';
import { decisionSign, verdictSign } from '../text/mark.js';
import { md, mdTable } from '../text/markdown-text.js';
import { counted } from '../text/quantity.js';
import { floorNames, latencyWords, regressionWords } from './comparison-words.js';

const comparisonMarkdownReporter: ComparisonReporter = {
  id: 'markdown',
  title: 'A document',
  extension: 'md',
  render(comparison) {
    const blocks = [
      '# Holdfast: Comparison',
      ...regressions(comparison),
      '## Decisions',
      `Profile ${comparison.profile}, policy ${comparison.policy}. The first run is the base.`,
      decisions(comparison),
      '## Criteria that differ',
      criteria(comparison),
      ...latencies(comparison),
      '## Runs',
      runs(comparison),
      ...(comparison.notes.length === 0 ? [] : [comparison.notes.map((note) => `- ${md(note)}`).join('\n')]),
    ];
    return `${blocks.join('\n\n')}\n`;
  },
};
export default comparisonMarkdownReporter;

const labels = ({ runs: all }: Comparison): string[] => all.map(({ label }) => md(label));

function regressions({ regressions: all }: Comparison): string[] {
  if (all.length === 0) return ['✅ **No regression** against the base.'];
  const lines = all.map((one) => `- ${md(regressionWords(one))} on ${md(one.run)}: ${md(one.reason)}`);
  return [`❌ **${counted(all.length, 'regression')}** against the base.`, lines.join('\n')];
}

function decisions(comparison: Comparison): string {
  const rows = comparison.decisions.map(({ strategy, cells, differs }) => [
    differs ? `**${md(strategy)}**` : md(strategy),
    ...cells.map(decisionCell),
  ]);
  return mdTable(['Strategy', ...labels(comparison)], rows);
}

function decisionCell(cell: DecisionRow['cells'][number]): string {
  if (cell === null) return 'absent';
  const scopes = actorScopes.filter((scope) => cell.scopes[scope].decision === 'GO');
  return `${decisionSign(cell.decision)}${cell.decision === 'PARTIAL' ? ` (GO: ${scopes.join(', ')})` : ''}`;
}

function criteria(comparison: Comparison): string {
  if (comparison.criteria.length === 0) return 'None: every criterion has the same verdict everywhere.';
  const rows = comparison.criteria.map(({ strategy, scope, title, cells }) => [
    md(strategy),
    scope,
    md(title),
    ...cells.map((verdict) => (verdict === null ? 'absent' : verdictSign(verdict))),
  ]);
  return mdTable(['Strategy', 'Scope', 'Criterion', ...labels(comparison)], rows);
}

function latencies(comparison: Comparison): string[] {
  if (comparison.latencies.length === 0) return [];
  const rows = comparison.latencies.map(({ strategy, floor, cells }) => [
    md(strategy),
    floorNames[floor],
    ...cells.map(latencyWords),
  ]);
  return [
    '## Latency',
    'Ratios to floors of the same run, with 95 % intervals: times of different machines can’t be compared. `~` = the intervals overlap, so nothing is decided.',
    mdTable(['Strategy', 'Against', ...labels(comparison)], rows),
  ];
}

function runs(comparison: Comparison): string {
  const rows = comparison.runs.map(({ label, runId, holdfast, startedAt, decision, recommended }) => [
    md(label),
    md(runId),
    md(holdfast),
    md(startedAt),
    decisionSign(decision),
    recommended === null ? '–' : md(recommended),
  ]);
  return mdTable(['Platform', 'Run', 'Holdfast', 'Started', 'Decision', 'Recommended'], rows);
}
