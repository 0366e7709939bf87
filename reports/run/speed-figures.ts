// Speed as figures: distributions and run order of the latency samples, and what many writers at once get done, each
// beside the table that says the same in numbers.
import { costParts } from '../../results/verdicts/cost-parts.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { type SpeedFigure, speedOf } from '../../results/verdicts/speed.js';
import type { IntervalPanel, Intervals, SampleSeries } from '../format/figures.js';
import { anchorOf, type Block, paragraph } from '../format/report-blocks.js';
import { toneOf } from '../text/mark.js';
import { counted } from '../text/quantity.js';
import { subjectsOf } from './overview.js';
import { measureValue } from './speed-section.js';

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

/** Of several writers at once, in the order in which they are shown. */
const measures = {
  throughput: 'Throughput',
  median: 'Median wait and write',
  p99: 'p99 of wait and write',
  fairness: 'Fairness',
  'longest-wait': 'Longest wait',
} as const;
type Measure = keyof typeof measures;
const contended = /^(throughput|median|p99|fairness|longest-wait)@\d+$/;

/** A figure for each measure, with a chart for each number and kind of writers and a row for each strategy. */
export function contentionFigures(judged: Judged): Block[] {
  const all = subjectsOf(judged).flatMap((strategy) =>
    (speedOf(strategy.findings)?.figures ?? [])
      .filter(({ name }) => contended.test(name))
      .map((figure): Contended => ({ strategy, figure })),
  );
  return (Object.keys(measures) as Measure[]).flatMap((measure): Block[] => {
    const own = all.filter(({ figure }) => figure.name.startsWith(`${measure}@`));
    const keys = [...new Set(own.map(({ figure }) => keyOf(figure)))].sort(mostWritersFirst);
    const panels = keys.map((key) =>
      panelOf(
        measure,
        own.filter(({ figure }) => keyOf(figure) === key),
      ),
    );
    if (panels.length === 0) return [];
    const figure: Intervals = { type: 'intervals', title: measures[measure], panels };
    return [{ type: 'figure', anchor: anchorOf('contention', measure), figure, text: [] }];
  });
}

const keyOf = ({ name, scenario, scope }: SpeedFigure): string => `${name} ${scope} ${scenario}`;

function mostWritersFirst(a: string, b: string): number {
  const writers = (key: string) => Number(/@(\d+)/.exec(key)?.[1]);
  return writers(b) - writers(a) || (a < b ? -1 : 1);
}

function panelOf(measure: Measure, rows: readonly Contended[]): IntervalPanel {
  const first = rows[0]?.figure;
  return {
    title: first === undefined ? '' : `${writersInWords(first)} (${first.scenario})`,
    unit: measure === 'fairness' ? '' : (first?.unit ?? ''),
    scale: measure === 'throughput' || measure === 'fairness' ? 'linear' : 'logarithmic',
    mark: measure === 'fairness' ? 1 : null,
    rows: rows.map(({ strategy, figure }) => ({
      name: strategy.id,
      value: figure.value,
      low: figure.low,
      high: figure.high,
      verdict: toneOf(strategy.decision),
      text: measureValue(figure),
    })),
  };
}

function writersInWords({ name, scope }: SpeedFigure): string {
  const writers = Number(name.split('@')[1]);
  return `${counted(writers, 'writer')}${scope === 'single' ? '' : ` in ${scope}`}`;
}

/** What the time of one write is made of; nothing where it was not recorded. */
export function costBreakdown(judged: Judged): Block[] {
  const recorded = subjectsOf(judged).flatMap(({ id, findings, speed }) => {
    const found = (speed ?? speedOf(findings))?.parts;
    return found === undefined ? [] : [{ name: id, parts: found.parts }];
  });
  if (recorded.length === 0) return [];
  const seen = costParts.filter((part) =>
    recorded.some(({ parts }) => parts.some((one) => one.part === part && one.us > 0)),
  );
  const bars = recorded.map(({ name, parts }) => ({
    name,
    values: seen.map((part) => parts.find((one) => one.part === part)?.us ?? 0),
  }));
  return [
    {
      type: 'figure',
      anchor: 'cost-breakdown',
      figure: {
        type: 'shares',
        title: 'Where the time of a write goes: medians of its parts, under the recorder',
        unit: 'µs',
        parts: seen.map((part) => part.replace('-', ' ')),
        bars,
      },
      text: [],
    },
  ];
}
