// A power loss as two pictures beside each other: what every program saw when it happened, and what the disk
// held afterwards; above them each recorded call with what was left of it.
import type { CrashCall, CrashDisk, DiskEntry } from '../figures.js';
import { type Markup, markup, textOf } from './markup.js';

const fates = {
  kept: 'on disk',
  torn: 'partly lost',
  lost: 'lost',
  mark: '',
  crash: '',
} satisfies Record<CrashCall['fate'], string>;

export function crashDisk({ title, calls, disk, expected, found }: CrashDisk, anchor: string | null): Markup {
  return markup(
    'figure',
    { class: 'crash', id: anchor },
    markup('figcaption', {}, textOf(title)),
    markup('ol', { class: 'calls' }, ...calls.map(callItem)),
    markup(
      'div',
      { class: 'disks' },
      half('Before: what programs saw', disk, ({ before }) => before),
      half('After: what the disk held', disk, ({ after }) => after),
    ),
    markup(
      'dl',
      {},
      markup('div', {}, markup('dt', {}, 'Expected'), markup('dd', {}, textOf(expected))),
      markup('div', {}, markup('dt', {}, 'Found'), markup('dd', { class: 'fail' }, textOf(found))),
    ),
  );
}

function callItem({ text, fate }: CrashCall): Markup {
  const left = fates[fate] === '' ? null : markup('span', { class: 'fate' }, fates[fate]);
  return markup('li', { class: fate }, markup('code', {}, textOf(text)), left);
}

function half(title: string, disk: readonly DiskEntry[], side: (entry: DiskEntry) => string | null): Markup {
  return markup(
    'section',
    { 'aria-label': title },
    markup('h5', {}, title),
    markup(
      'ul',
      {},
      ...disk.map((entry) => {
        const there = side(entry);
        const state = there === null ? 'absent' : entry.before === entry.after ? 'same' : 'differs';
        return markup(
          'li',
          { class: state },
          markup('code', {}, textOf(entry.path)),
          markup('span', {}, there === null ? 'not there' : textOf(there)),
        );
      }),
    ),
  );
}
