import { expect, test } from 'vitest';
import type { Choice, Step } from '../../../results/vocabulary/schedule.js';
import type { Moment, Pending } from '../program.js';
import { actions, choicesAt, preempts, runnable, sameChoice, turnOf } from './preemption.js';

const gate = (client: number): Pending => ({ client, state: 'gate', label: 'open', wakeMs: null });
const sleeper = (client: number, wakeMs: number): Pending => ({
  client,
  state: 'sleeping',
  label: 'sleep',
  wakeMs,
});
const paused = (client: number): Step => ({
  client,
  kind: 'pause',
  label: 'pause',
  accesses: [],
  keys: [],
  decided: true,
});
const moment = (last: number | null, pending: Pending[], steps: Step[] = []): Moment => ({
  index: 0,
  last,
  pending,
  steps,
});

test.each<[string, Moment, number | null, number[], number[]]>([
  ['at the start everybody is free', moment(null, [gate(0), gate(1)]), null, [0, 1], []],
  ['whoever could go on is preempted', moment(1, [gate(0), gate(1)]), 1, [1], [0]],
  ['after one that sleeps the awake are free', moment(0, [sleeper(0, 5), gate(1)]), null, [1], [0]],
  ['after one that ended too', moment(0, [gate(1), gate(2)]), null, [1, 2], []],
  ['if all sleep the earliest is free', moment(0, [sleeper(0, 7), sleeper(1, 5)]), null, [1], [0]],
  ['of equals the lowest number', moment(1, [sleeper(0, 5), sleeper(1, 5)]), null, [0], [1]],
  ['a sleeper costs while others are awake', moment(0, [gate(0), sleeper(1, 5)]), 0, [0], [1]],
  [
    'a pause ends the turn and makes sleepers due',
    moment(0, [gate(0), sleeper(1, 5)], [paused(0)]),
    null,
    [0, 1],
    [],
  ],
  ['somebody else’s pause does not', moment(0, [gate(0), gate(1)], [paused(1)]), 0, [0], [1]],
])('%s', (_title, at, turn, free, dear) => {
  expect(turnOf(at)).toBe(turn);
  expect(runnable(at)).toEqual([...free, ...dear]);
  const cost = (client: number): boolean => preempts(at, { do: 'run', client });
  expect(free.map(cost)).toEqual(free.map(() => false));
  expect(dear.map(cost)).toEqual(dear.map(() => true));
});

test('actions cost nothing, and are taken on whom they can matter to', () => {
  const at = moment(0, [gate(0), gate(1), sleeper(2, 5)]);
  expect(actions(at, 'crash')).toEqual([
    { do: 'crash', client: 0 },
    { do: 'crash', client: 1 },
  ]);
  expect(actions(at, 'pause').map((choice) => choice.do !== 'clock-jump' && choice.client)).toEqual([
    0, 1, 2,
  ]);
  expect(actions(at, 'clock-jump')).toEqual([{ do: 'clock-jump' }]);
  for (const choice of choicesAt(at, 'pause')) {
    expect(preempts(at, choice)).toBe(choice.do === 'run' && choice.client !== 0);
  }
  expect(choicesAt(at, null)).toHaveLength(3);
});

test('that somebody stands still is the same for all, whoever it is: one choice a moment', () => {
  const pauses = (at: Moment): Choice[] => choicesAt(at, 'pause').filter((choice) => choice.do === 'pause');
  expect(pauses(moment(1, [gate(0), gate(1)]))).toEqual([{ do: 'pause', client: 1 }]);
  expect(pauses(moment(1, [sleeper(0, 5), sleeper(1, 7)]))).toEqual([{ do: 'pause', client: 0 }]);
  expect(pauses(moment(0, [sleeper(0, 5), gate(1)]))).toEqual([{ do: 'pause', client: 1 }]);
  expect(
    choicesAt(moment(1, [gate(0), gate(1)]), 'crash').filter(({ do: what }) => what === 'crash'),
  ).toHaveLength(2);
});

test('choices are the same by what they do and to whom', () => {
  const all: Choice[] = [
    { do: 'run', client: 0 },
    { do: 'run', client: 1 },
    { do: 'crash', client: 0 },
    { do: 'clock-jump' },
  ];
  expect(all.map((one) => all.filter((other) => sameChoice(one, other)).length)).toEqual([1, 1, 1, 1]);
});
