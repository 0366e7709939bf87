// A comparison as a document: decisions, what differs, latency ratios, regressions. Across machines only
// ratios to each run's own floors are shown; milliseconds of two machines say nothing about two strategies.
// Every format writes this.
import type { Comparison, DecisionRow } from '../../results/verdicts/comparison.js';
import { decidedScopes, decisionIn } from '../../results/verdicts/scope-decisions.js';
import { scopesInWords } from '../../results/vocabulary/verdict.js';
import {
  type Block,
  heading,
  list,
  paragraph,
  section,
  type Text,
  table,
  words,
} from '../format/report-blocks.js';
import { counted } from '../text/quantity.js';
import {
  floorNames,
  latencyLegend,
  latencyWords,
  regressionWords,
  slowdownWords,
} from './comparison-words.js';

export function comparisonDocument(comparison: Comparison): Block[] {
  const { profile, policy, notes } = comparison;
  return [
    heading(1, 'Holdfast: Comparison'),
    ...regressions(comparison),
    ...section(
      'Decisions',
      [
        paragraph(words`Profile ${profile}, policy ${policy}. The first run is the base.`),
        decisions(comparison),
      ],
      'decisions',
    ),
    ...section('Criteria that differ', [criteria(comparison)], 'criteria'),
    ...section('Latency', latencies(comparison), 'latency'),
    ...section('Runs', [runs(comparison), ...list(notes)], 'runs'),
  ];
}

/** More than these are folded away. */
const regressionsMax = 12;

const labels = ({ runs: all }: Comparison): Text[] => all.map(({ label }) => label);

function regressions(comparison: Comparison): Block[] {
  const { regressions: all, runs: compared } = comparison;
  const slower = slowdownWords(comparison, (at) => compared[at]?.label ?? '');
  const told = slower.length === 0 ? [] : [paragraph(words`Slower: ${slower.join(', ')}.`)];
  if (all.length === 0) {
    const clean = slower.length === 0 ? 'No regression' : 'No verdict got worse';
    return [paragraph(words`${{ verdict: 'pass' }} ${{ strong: clean }} against the base.`), ...told];
  }
  const count = counted(all.length, 'regression');
  const lines = all.map((one) => words`${regressionWords(one)} on ${one.run}: ${one.reason}`);
  return [
    paragraph(words`${{ verdict: 'fail' }} ${{ strong: count }} against the base.`),
    ...list(lines.slice(0, regressionsMax)),
    ...(lines.length > regressionsMax
      ? [
          {
            type: 'folded',
            title: `And ${counted(lines.length - regressionsMax, 'more regression')}`,
            blocks: list(lines.slice(regressionsMax)),
          } satisfies Block,
        ]
      : []),
    ...told,
  ];
}

function decisions(comparison: Comparison): Block {
  const rows = comparison.decisions.map(({ strategy, cells, differs }) => [
    differs ? { strong: strategy } : strategy,
    ...cells.map(decisionCell),
  ]);
  return table(['Strategy', ...labels(comparison)], rows);
}

function decisionCell(cell: DecisionRow['cells'][number]): Text {
  if (cell === null) return 'absent';
  const scopes = decidedScopes(cell.scopes).filter(
    (scope) => decisionIn(cell.scopes, scope).decision === 'GO',
  );
  const held = cell.decision === 'PARTIAL' ? words` (GO: ${scopesInWords(scopes)})` : [];
  return words`${{ decision: cell.decision }}${held}`;
}

function criteria(comparison: Comparison): Block {
  if (comparison.criteria.length === 0)
    return paragraph('None: every criterion has the same verdict everywhere.');
  const rows = comparison.criteria.map(({ strategy, scope, title, cells }) => [
    strategy,
    scope,
    title,
    ...cells.map((verdict): Text => (verdict === null ? 'absent' : { verdict })),
  ]);
  return table(['Strategy', 'Scope', 'Criterion', ...labels(comparison)], rows);
}

function latencies(comparison: Comparison): Block[] {
  if (comparison.latencies.length === 0) return [];
  const rows = comparison.latencies.map(({ strategy, floor, cells }) => [
    strategy,
    floorNames[floor],
    ...cells.map((cell) => ({ own: latencyWords(cell) })),
  ]);
  return [
    paragraph(
      words`Ratios to floors of the same run, with 95 % intervals: times of different machines can’t be compared. ${{ own: latencyLegend }}`,
    ),
    table(['Strategy', 'Against', ...labels(comparison)], rows),
  ];
}

function runs(comparison: Comparison): Block {
  const rows = comparison.runs.map(({ label, runId, holdfast, startedAt, decision, recommended }) => [
    label,
    runId,
    holdfast,
    startedAt,
    { decision },
    recommended ?? '–',
  ]);
  return table(['Platform', 'Run', 'Holdfast', 'Started', 'Decision', 'Recommended'], rows);
}
