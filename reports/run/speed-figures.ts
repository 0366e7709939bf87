// Speed as figures: distributions and run order of the latency samples, and what many writers at once get done, each
// beside the table that says the same in numbers.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { type SpeedFigure, speedOf } from '../../results/verdicts/speed.js';
import type { Intervals, SampleSeries } from '../format/figures.js';
import { anchorOf, type Block, paragraph } from '../format/report-blocks.js';
import { toneOf } from '../text/mark.js';
import { subjectsOf } from './overview.js';
import { measureTitle, measureValue } from './speed-section.js';

const about =
  'A panel for each strategy, the others in grey behind it. The curve is the share of writes that took at most so long; ' +
  'dashed is the bare durable write of the same rounds. Below it a box from the first to the third quartile with the ' +
  'median, whiskers from 5 % to 95 %, and every sample.';
const aboutOrder =
  'Every sample at its place in time: a level that shifts is drift of the machine, a tower is a stall. The line is the median.';

/** Nothing where no samples were kept. */
export function latencyFigures(judged: Judged): Block[] {
  const series = subjectsOf(judged).flatMap(({ id, latencySamples: found }): SampleSeries[] =>
    found === null || found === undefined ? [] : [{ name: id, samples: found.strategy, floor: found.floor }],
  );
  if (series.length === 0) return [];
  return [
    {
      type: 'figure',
      anchor: 'latency-distribution',
      figure: { type: 'distributions', title: 'Distribution of write latency', series },
      text: [],
    },
    paragraph({ own: about }),
    {
      type: 'figure',
      anchor: 'latency-run-order',
      figure: { type: 'run-order', title: 'Write latency in the order of measurement', series },
      text: [],
    },
    paragraph({ own: aboutOrder }),
  ];
}

interface Contended {
  strategy: JudgedStrategy;
  figure: SpeedFigure;
}

/** A chart for each measure of several writers at once, with a row for each strategy. */
export function contentionFigures(judged: Judged): Block[] {
  const all = subjectsOf(judged).flatMap((strategy) =>
    (speedOf(strategy.findings)?.figures ?? [])
      .filter(({ name }) => name.includes('@'))
      .map((figure): Contended => ({ strategy, figure })),
  );
  const keys = [...new Set(all.map(({ figure }) => keyOf(figure)))].sort(inOrder);
  return keys.map((key) => contentionChart(all.filter(({ figure }) => keyOf(figure) === key)));
}

const measures = ['throughput', 'fairness', 'longest-wait'];

const keyOf = ({ name, scenario, scope }: SpeedFigure): string => `${name} ${scenario} ${scope}`;

/** Measure by measure, most writers first. */
function inOrder(a: string, b: string): number {
  const parts = (key: string) => {
    const [what = '', writers = ''] = key.split(/[@ ]/);
    return [measures.indexOf(what), -Number(writers)] as const;
  };
  const [[measureA, writersA], [measureB, writersB]] = [parts(a), parts(b)];
  return measureA - measureB || writersA - writersB || (a < b ? -1 : 1);
}

function contentionChart(rows: readonly Contended[]): Block {
  const [first] = rows;
  const [what = ''] = first?.figure.name.split('@') ?? [];
  const figure: Intervals = {
    type: 'intervals',
    title: first === undefined ? '' : `${measureTitle(first.figure)} (${first.figure.scenario})`,
    unit: what === 'fairness' ? '' : (first?.figure.unit ?? ''),
    scale: what === 'longest-wait' ? 'logarithmic' : 'linear',
    mark: what === 'fairness' ? 1 : null,
    rows: rows.map(({ strategy, figure: { value, low, high }, figure: measured }) => ({
      name: strategy.id,
      value,
      low,
      high,
      verdict: toneOf(strategy.decision),
      text: measureValue(measured),
    })),
  };
  const { name = '', scenario = '', scope = '' } = first?.figure ?? {};
  return { type: 'figure', anchor: anchorOf('contention', name, scenario, scope), figure, text: [] };
}
