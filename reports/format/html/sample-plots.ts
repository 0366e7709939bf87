// Latency samples, a panel for each strategy on common axes: their distribution as a curve with a box and dots,
// and their order of measurement. The others stand behind in grey, so that no colour has to be told apart.
import { quantileSorted } from 'simple-statistics';
import { significant } from '../../text/quantity.js';
import type { Distributions, RunOrder, SampleSeries } from '../figures.js';
import { type Markup, markup, textOf } from './markup.js';
import { area, chart, dots, extent, line, logAxis, pathOf, xAxis, yAxis } from './plot-area.js';

/** Of a curve: more can't be seen. */
const curvePoints = 80;
/** The curve above, dots and box below. */
const curveBottom = 700;
const boxAt = 770;
const dotsFrom = 830;
const golden = 0.618_034;

export function distributions({ title, series }: Distributions, anchor: string | null): Markup {
  const axis = logAxis(series.flatMap(({ samples, floor }) => [...extremes(samples), ...extremes(floor)]));
  const { grid, words } = xAxis(axis, 'ms');
  const curves = series.map(({ samples }) => curve(samples, axis.scale));
  const behind = line('behind', curves.join(''));
  const panels = series.map((one, at) => {
    const sorted = ascending(one.samples);
    const quantile = (share: number) => axis.scale(quantileSorted(sorted, share));
    const drawing = [
      grid,
      behind,
      one.floor.length === 0 ? null : line('floor', curve(one.floor, axis.scale)),
      line('curve', curves[at] ?? ''),
      line('whisker', `M${round(quantile(0.05))} ${boxAt}H${round(quantile(0.95))}`),
      line('box', `M${round(quantile(0.25))} ${boxAt}H${round(quantile(0.75))}`),
      line('median', `M${round(quantile(0.5))} ${boxAt - 40}V${boxAt + 40}`),
      dots(
        'sample',
        one.samples.map((ms, index) => [
          axis.scale(ms),
          dotsFrom + ((index * golden) % 1) * (extent - dotsFrom - 20),
        ]),
      ),
    ];
    return panel(one, sorted, area(told(one, sorted), drawing, words));
  });
  return chart('panels', title, anchor, markup('div', { class: 'grid-of-panels' }, ...panels));
}

export function runOrder({ title, series }: RunOrder, anchor: string | null): Markup {
  const axis = logAxis(
    series.flatMap(({ samples }) => extremes(samples)),
    true,
  );
  const { grid, words } = yAxis(axis, 'ms');
  const panels = series.map((one) => {
    const sorted = ascending(one.samples);
    const x = (index: number) => ((index + 0.5) / Math.max(1, one.samples.length)) * extent;
    const median = axis.scale(quantileSorted(sorted, 0.5));
    const drawing = [
      grid,
      line('median', `M0 ${round(median)}H${extent}`),
      dots(
        'sample',
        one.samples.map((ms, index) => [x(index), axis.scale(ms)]),
      ),
    ];
    const label = `${textOf(one.name)}: ${one.samples.length} samples in the order of measurement, ${told(one, sorted)}`;
    return panel(one, null, area(label, drawing, words));
  });
  return chart('panels order', title, anchor, markup('div', { class: 'grid-of-panels' }, ...panels));
}

function panel({ name }: SampleSeries, sorted: readonly number[] | null, plot: Markup): Markup {
  const figures = sorted === null ? null : markup('span', {}, inWords(sorted));
  return markup(
    'div',
    { class: 'panel' },
    markup('p', { class: 'panel-title' }, markup('strong', {}, textOf(name)), figures),
    plot,
  );
}

function told({ name }: SampleSeries, sorted: readonly number[]): string {
  return `${textOf(name)}: ${inWords(sorted)}`;
}

function inWords(sorted: readonly number[]): string {
  const ms = (share: number) => significant(quantileSorted([...sorted], share));
  return `median ${ms(0.5)} · p90 ${ms(0.9)} · p99 ${ms(0.99)} ms`;
}

/** Share of the samples that took at most so long. */
function curve(samples: readonly number[], x: (ms: number) => number): string {
  const sorted = ascending(samples);
  const shares = Array.from({ length: curvePoints + 1 }, (_, at) => at / curvePoints);
  return pathOf(shares.map((share) => [x(quantileSorted(sorted, share)), (1 - share) * curveBottom]));
}

const ascending = (samples: readonly number[]): number[] => [...samples].sort((a, b) => a - b);
const round = (place: number): number => Math.round(place);

/** Smallest and largest. */
function extremes(samples: readonly number[]): number[] {
  const [first, ...others] = samples;
  if (first === undefined) return [];
  return [others.reduce((a, b) => Math.min(a, b), first), others.reduce((a, b) => Math.max(a, b), first)];
}
