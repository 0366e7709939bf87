// The trade-off: how slow the slowest writes are against the strongest crash that is survived. Every strategy has
// a line of its own within its step, so that names never cover each other, at any width.
import { toneOf } from '../../text/mark.js';
import { significant } from '../../text/quantity.js';
import type { TradeOff } from '../figures.js';
import { type Markup, markup, textOf } from './markup.js';
import { area, chart, extent, line, logAxis, percent, xAxis } from './plot-area.js';

const rem = { row: 1.55, gap: 0.9 };

export function tradeOff(figure: TradeOff, anchor: string | null): Markup {
  const { title, xTitle, yTitle, steps, points } = figure;
  const axis = logAxis(points.map(({ x }) => x));
  const { grid, words } = xAxis(axis, 'ms');
  const placed = rowsOf(figure);
  const heightRem = placed.heightRem;
  const y = (topRem: number) => (topRem / heightRem) * extent;
  const x = (value: number) => axis.scale(value);
  const borders = placed.steps.slice(1).map(({ topRem }) => `M0 ${Math.round(y(topRem))}H${extent}`);
  const drawing = [grid, line('border', borders.join(''))];
  const labels = placed.points.map(({ point, topRem }) => {
    const side = x(point.x) > extent * 0.6 ? 'left' : 'right';
    const tone = toneOf(point.decision) === 'n/a' ? 'none' : toneOf(point.decision);
    const unsafe = point.decision === 'NO-GO';
    return markup(
      'a',
      {
        class: `point ${side} ${tone}${unsafe ? ' unsafe' : ''}${point.best ? ' best' : ''}`,
        href: `#${point.to}`,
        style: `left:${percent(x(point.x))};top:${percent(y(topRem))}`,
      },
      markup('span', { class: 'dot', 'aria-hidden': 'true' }, unsafe ? '×' : ''),
      markup('span', { class: 'name' }, textOf(point.name)),
      markup('span', { class: 'value' }, `${significant(point.x)} ms`),
    );
  });
  const stepNames = placed.steps.map(({ name, topRem, count }) =>
    markup(
      'span',
      {
        class: `tick y step${count === 0 ? ' empty' : ''}`,
        style: `top:${percent(y(topRem + rem.gap / 2))}`,
      },
      textOf(name),
    ),
  );
  const told = `${title}. ${yTitle}: ${steps.join(', ')}. ${xTitle}.`;
  return chart(
    'trade-off',
    title,
    anchor,
    markup('p', { class: 'axis-title' }, `↑ ${yTitle}`),
    // Its points are links, so it is no single image.
    markup(
      'div',
      { class: 'plot steps', role: 'group', 'aria-label': told, style: `height:${heightRem}rem` },
      area(null, drawing, []),
      ...stepNames,
      ...labels,
      ...words,
    ),
    markup('p', { class: 'axis-title right' }, `${xTitle} →`),
  );
}

interface Placed {
  heightRem: number;
  /** From the top. */
  steps: { name: string; topRem: number; count: number }[];
  points: { point: TradeOff['points'][number]; topRem: number }[];
}

/** The best step on top; within a step the fastest on top. */
function rowsOf({ steps, points }: TradeOff): Placed {
  const placed: Placed = { heightRem: 0, steps: [], points: [] };
  for (const [step, name] of [...steps.entries()].reverse()) {
    const own = points.filter((point) => point.step === step).sort((a, b) => a.x - b.x);
    placed.steps.push({ name, topRem: placed.heightRem, count: own.length });
    own.forEach((point, at) => {
      placed.points.push({ point, topRem: placed.heightRem + rem.gap + rem.row * at + rem.row / 4 });
    });
    placed.heightRem += rem.gap + rem.row * Math.max(own.length, 0.5);
  }
  return placed;
}
