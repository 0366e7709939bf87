// A schedule as swim lanes: a column for each client, a row for each step. Without a script all steps stand
// there; with it they can be gone through by buttons and arrow keys. More lanes than fit beside each other
// become one column with names.
import type { LaneStep, Lanes } from '../figures.js';
import { type Markup, markup, textOf, unseen } from './markup.js';

/** So many columns fit on a phone. */
const columnsMax = 3;

export function swimLanes({ title, lanes, steps }: Lanes, anchor: string | null): Markup {
  const isNarrow = lanes.length > columnsMax;
  const columns = isNarrow ? 1 : Math.max(1, lanes.length);
  const head = isNarrow
    ? null
    : markup(
        'div',
        { class: 'lane-names', 'aria-hidden': 'true' },
        ...lanes.map((name, at) => markup('span', { style: `--lane:${at}` }, textOf(name))),
      );
  return markup(
    'figure',
    { class: `lanes${isNarrow ? ' stacked' : ''}`, id: anchor, style: `--lanes:${columns}` },
    markup('figcaption', { class: 'unseen' }, textOf(title)),
    markup(
      'div',
      { class: 'stepper', hidden: true },
      button('first', '⇤', 'To the first step'),
      button('back', '←', 'One step back'),
      button('on', '→', 'One step on'),
      button('last', '⇥', 'To the last step'),
      markup('span', { class: 'place', 'aria-live': 'polite' }),
    ),
    markup(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': `Steps of ${textOf(title)}` },
      head,
      markup('ol', {}, ...steps.map((step) => stepItem(step, lanes, isNarrow))),
    ),
  );
}

function button(action: string, sign: string, label: string): Markup {
  return markup('button', { type: 'button', 'data-to': action, 'aria-label': label, title: label }, sign);
}

function stepItem(
  { lane, text, preempted, at }: LaneStep,
  lanes: readonly string[],
  isNarrow: boolean,
): Markup {
  const name = lane === null ? null : textOf(lanes[lane] ?? '');
  const switched =
    preempted === null
      ? null
      : markup('span', { class: 'preempts' }, `${textOf(lanes[preempted] ?? '')} is made to wait`);
  const when = at === undefined ? null : markup('span', { class: 'when' }, textOf(at));
  const who = name === null ? null : isNarrow ? markup('span', { class: 'who' }, name) : unseen(`${name}: `);
  const kind = lane === null ? 'nobody' : 'step';
  return markup(
    'li',
    { class: preempted === null ? null : 'switch' },
    markup('span', { class: kind, style: lane === null || isNarrow ? null : `--lane:${lane}` }, [
      when,
      who,
      switched,
      markup('code', {}, textOf(text)),
    ]),
  );
}
