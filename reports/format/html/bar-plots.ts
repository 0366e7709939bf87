// Rows of figures on a common axis: values with their intervals, and what a whole is made of. Each row tells its
// figure in words as well, so that nobody has to read it off.
import { significant } from '../../text/quantity.js';
import type { IntervalPanel, Intervals, Shares } from '../figures.js';
import { type Markup, markup, textOf } from './markup.js';
import { area, chart, dots, extent, line, linearAxis, logAxis, percent, xAxis } from './plot-area.js';

/** With longer words beside them, charts need the whole width. */
const wordsMax = 16;

export function intervals({ title, panels }: Intervals, anchor: string | null): Markup {
  const isWide = panels.some(({ rows }) => rows.some(({ text }) => text.length > wordsMax));
  const kind = isWide ? 'grid-of-bars wide' : 'grid-of-bars';
  return chart('bars', title, anchor, markup('div', { class: kind }, ...panels.map(intervalPanel)));
}

function intervalPanel({ title, unit, scale, mark, rows }: IntervalPanel): Markup {
  const values = rows.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const all = mark === null ? values : [...values, mark];
  const axis = scale === 'linear' ? linearAxis(all) : logAxis(all);
  const { grid, words } = xAxis(axis, unit);
  const middle = extent / 2;
  const x = (value: number) => Math.round(axis.scale(value));
  const body = rows.map(({ name, value, low, high, verdict, text }) => {
    const tone = verdict === 'n/a' ? 'none' : verdict;
    const drawing = [
      grid,
      mark === null ? null : line('mark', `M${x(mark)} 0V${extent}`),
      low === null || high === null ? null : line(`interval ${tone}`, `M${x(low)} ${middle}H${x(high)}`),
      dots(`value ${tone}`, [[x(value), middle]]),
    ];
    return markup(
      'div',
      { class: 'bar-row' },
      markup('span', { class: 'name' }, textOf(name)),
      markup('span', { class: 'value' }, textOf(text)),
      area(null, drawing, []),
    );
  });
  const ticks = markup(
    'div',
    { class: 'bar-row ticks', 'aria-hidden': 'true' },
    markup('div', { class: 'plot' }, ...words),
  );
  return markup(
    'div',
    { class: 'panel' },
    markup('p', { class: 'panel-title' }, markup('strong', {}, textOf(title))),
    markup('div', { class: 'rows' }, ...body, ticks),
  );
}

export function shares({ title, unit, parts, bars }: Shares, anchor: string | null): Markup {
  const longest = Math.max(...bars.map(({ values }) => total(values)), Number.MIN_VALUE);
  const body = bars.map(({ name, values }) =>
    markup(
      'div',
      { class: 'bar-row' },
      markup('span', { class: 'name' }, textOf(name)),
      markup('span', { class: 'value' }, `${significant(total(values))} ${unit}`),
      markup(
        'div',
        {
          class: 'stack',
          role: 'img',
          'aria-label': `${textOf(name)}: ${values.map((value, at) => `${textOf(parts[at] ?? '')} ${significant(value)} ${unit}`).join(', ')}`,
        },
        ...values.map((value, at) =>
          markup('span', {
            class: `part part-${at % partTones}`,
            style: `width:${percent((value / longest) * extent)}`,
          }),
        ),
      ),
    ),
  );
  const legend = markup(
    'ul',
    { class: 'legend' },
    ...parts.map((part, at) =>
      markup(
        'li',
        {},
        markup('span', { class: `part part-${at % partTones}`, 'aria-hidden': 'true' }),
        textOf(part),
      ),
    ),
  );
  return chart('bars', title, anchor, legend, markup('div', { class: 'rows' }, ...body));
}

const partTones = 10;
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
