// Runs of several platforms as a page: the rows of every other comparison, with the ratios drawn, a chart for each
// strategy, and what is not GO with its reason. Only ratios to each run's own floor are drawn: milliseconds of two
// machines say nothing about two strategies.
import type { Comparison } from '../../results/verdicts/comparison.js';
import type { LatencyCell } from '../../results/verdicts/latency-comparison.js';
import type { Verdict } from '../../results/vocabulary/verdict.js';
import type { IntervalPanel } from '../format/figures.js';
import { type Block, paragraph, section, type Text, table, words } from '../format/report-blocks.js';
import { comparisonDocument } from './comparison-document.js';
import { floorNames, latencyWords } from './comparison-words.js';

export function comparisonPage(comparison: Comparison): Block[] {
  return [
    ...comparisonDocument(comparison),
    ...section('Ratios', ratios(comparison), 'ratios'),
    ...section('What is not GO', notGo(comparison), 'not-go'),
  ];
}

const tones = {
  base: 'n/a',
  undecided: 'n/a',
  'no-disk': 'n/a',
  faster: 'pass',
  slower: 'fail',
} satisfies Record<LatencyCell['verdict'], Verdict>;

/** Nothing where nothing was measured. */
function ratios({ latencies, runs }: Comparison): Block[] {
  const panels = latencies
    .filter(({ floor }) => floor === 'classical')
    .map(({ strategy, cells }): IntervalPanel => {
      const rows = cells.flatMap((cell, at) =>
        cell === null
          ? []
          : [
              {
                name: runs[at]?.label ?? '',
                value: cell.ratio,
                low: cell.low,
                high: cell.high,
                verdict: tones[cell.verdict],
                text: latencyWords(cell),
              },
            ],
      );
      return { title: strategy, unit: '×', scale: 'linear', mark: 1, rows };
    });
  if (panels.length === 0) return [];
  const title = `Median of a write ÷ that of a ${floorNames.classical} of the same run`;
  return [
    { type: 'figure', anchor: 'ratios-chart', figure: { type: 'intervals', title, panels }, text: [] },
    paragraph({
      own: 'Bars are the 95 % interval; the dashed line is the floor itself. Red: slower than the base.',
    }),
  ];
}

function notGo({ noGo }: Comparison): Block[] {
  if (noGo.length === 0) return [paragraph('Everything is GO or undecided.')];
  const rows = noGo.map(({ strategy, run, decision, reason }): Text[] => [
    strategy,
    run,
    { decision },
    words`${reason}`,
  ]);
  return [table(['Strategy', 'Run', 'Decision', 'Why'], rows)];
}
