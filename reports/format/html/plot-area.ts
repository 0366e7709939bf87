// The frame of a chart: scales, ticks and grid. Lines and dots are SVG, stretched to whatever width there is;
// words stand over it as HTML, so that they have one size on a phone and on a desk. Dots are lines of no length
// with round ends and a width that is not scaled, so that stretching leaves them round.
import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';
import { significant } from '../../text/quantity.js';
import { type Attributes, type Markup, type MarkupContent, markup } from './markup.js';

/** Units of the drawing in both directions. */
export const extent = 1000;

export interface Axis {
  scale: ScaleContinuousNumeric<number, number>;
  ticks: readonly number[];
}

/** From the smallest to the largest value with a little room; every value is above zero. */
export function logAxis(values: readonly number[], flipped = false): Axis {
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  const [low, high] = known.length === 0 ? [1, 10] : [lowest(known), highest(known)];
  const domain = [low / 1.15, Math.max(high, low * 1.5) * 1.15];
  const scale = scaleLog().domain(domain).range(rangeOf(flipped)).clamp(true);
  const isWide = (domain[1] ?? 1) / (domain[0] ?? 1) > 60;
  const round = isWide ? [1] : (domain[1] ?? 1) / (domain[0] ?? 1) > 20 ? [1, 3] : [1, 2, 5];
  const ticks = scale.ticks().filter((tick) => round.includes(leadingDigit(tick)));
  return { scale, ticks: ticks.length > 1 ? ticks : scaleLinear().domain(domain).ticks(4) };
}

/** From zero. */
export function linearAxis(values: readonly number[], flipped = false): Axis {
  const top = Math.max(0, ...values.filter(Number.isFinite));
  const scale = scaleLinear()
    .domain([0, top === 0 ? 1 : top * 1.05])
    .range(rangeOf(flipped))
    .clamp(true);
  return { scale, ticks: scale.ticks(4) };
}

const rangeOf = (flipped: boolean): [number, number] => (flipped ? [extent, 0] : [0, extent]);
const lowest = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const highest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
const leadingDigit = (value: number): number => Number(value.toExponential().charAt(0));

export const percent = (place: number): string => `${Number((place / (extent / 100)).toFixed(2))}%`;
const at = (place: number): string => String(Math.round(place));

/** Grid lines and their words below the area. */
export function xAxis({ scale, ticks }: Axis, unit: string): { grid: Markup; words: Markup[] } {
  return {
    grid: line('grid', ticks.map((tick) => `M${at(scale(tick))} 0V${extent}`).join('')),
    words: ticks.map((tick, index) =>
      markup(
        'span',
        { class: 'tick x', style: `left:${percent(scale(tick))}` },
        index === ticks.length - 1 && unit !== '' ? `${significant(tick)} ${unit}` : significant(tick),
      ),
    ),
  };
}

/** Grid lines and their words left of the area. */
export function yAxis({ scale, ticks }: Axis, unit: string): { grid: Markup; words: Markup[] } {
  return {
    grid: line('grid', ticks.map((tick) => `M0 ${at(scale(tick))}H${extent}`).join('')),
    words: ticks.map((tick, index) =>
      markup(
        'span',
        { class: 'tick y', style: `top:${percent(scale(tick))}` },
        index === ticks.length - 1 && unit !== '' ? `${significant(tick)} ${unit}` : significant(tick),
      ),
    ),
  };
}

/** A path that keeps the width of its line. */
export function line(kind: string, d: string, more: Attributes = {}): Markup {
  return markup('path', { class: kind, d, 'vector-effect': 'non-scaling-stroke', ...more });
}

/** A dot for each place. */
export function dots(kind: string, places: readonly (readonly [x: number, y: number])[]): Markup {
  return line(`dots ${kind}`, places.map(([x, y]) => `M${at(x)} ${at(y)}h0`).join(''));
}

/** Straight from place to place. */
export function pathOf(places: readonly (readonly [x: number, y: number])[]): string {
  return places.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('');
}

/** `label`: the whole chart in a sentence, for whoever does not see it; null: what stands around it tells. */
export function area(
  label: string | null,
  drawing: readonly MarkupContent[],
  words: readonly MarkupContent[],
  style = '',
): Markup {
  return markup(
    'div',
    {
      class: 'plot',
      role: label === null ? null : 'img',
      'aria-label': label,
      style: style === '' ? null : style,
    },
    markup(
      'svg',
      { viewBox: `0 0 ${extent} ${extent}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      ...drawing,
    ),
    ...words,
  );
}

export function chart(
  kind: string,
  title: string,
  anchor: string | null,
  ...content: MarkupContent[]
): Markup {
  return markup(
    'figure',
    { class: `chart ${kind}`, id: anchor },
    markup('figcaption', {}, title),
    ...content,
  );
}
