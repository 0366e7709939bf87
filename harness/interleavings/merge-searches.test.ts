// Searches from several initial states as one: no more is covered than by the least of them, and every class
// comes once, with its smallest schedule and the initial state of that.
import { expect, test } from 'vitest';
import type { Counterexample } from './counterexample.js';
import { mergeSearches, type Searched } from './merge-searches.js';

const counterexample = (
  kind: Counterexample['class'],
  preemptions: number,
  afterSchedules: number,
): Counterexample => ({
  class: kind,
  sentence: `${kind} at ${preemptions}`,
  preemptions,
  afterSchedules,
  schedules: 2,
  lanes: [],
  choices: [],
  contended: 'all',
  fresh: [],
});
const tree = { inodes: { '0': { type: 'dir' as const, mode: 0o755, entries: {} } } };
const searched = (changes: Partial<Searched> = {}): Searched => ({
  leftovers: null,
  coverage: { completeTo: 2, sampled: 0 },
  schedules: 10,
  cut: 5,
  steps: 100,
  distrust: null,
  counterexamples: [],
  ...changes,
});

test('of none nothing is covered', () => {
  expect(mergeSearches([])).toEqual({
    coverage: { completeTo: null, sampled: 0 },
    schedules: 0,
    cut: 0,
    steps: 0,
    distrust: null,
    counterexamples: [],
  });
});

test.each<[(number | null)[], number | null]>([
  [[2], 2],
  [[2, 1, 3], 1],
  [[2, null], null],
  [[null, 2], null],
  [[0, 0], 0],
])('complete to %j is complete to %j', (bounds, least) => {
  const searches = bounds.map((completeTo) => searched({ coverage: { completeTo, sampled: 0 } }));
  expect(mergeSearches(searches).coverage.completeTo).toBe(least);
});

test('counts are added, samples are the fewest, a doubt about one is a doubt about all', () => {
  const merged = mergeSearches([
    searched({ coverage: { completeTo: null, sampled: 40 } }),
    searched({ coverage: { completeTo: null, sampled: 30 }, distrust: 'an addon' }),
  ]);
  expect(merged).toMatchObject({
    coverage: { sampled: 30 },
    schedules: 20,
    cut: 10,
    steps: 200,
    distrust: 'an addon',
  });
});

test('of each class the smallest schedule, with its beginning; counted from the first beginning on', () => {
  const { counterexamples } = mergeSearches([
    searched({ counterexamples: [counterexample('lost-update', 2, 7)] }),
    searched({
      leftovers: tree,
      counterexamples: [counterexample('lost-update', 1, 3), counterexample('stuck-lock', 0, 4)],
    }),
    searched({ counterexamples: [counterexample('lost-update', 1, 1)] }),
  ]);
  expect(counterexamples).toEqual([
    { ...counterexample('lost-update', 1, 7), leftovers: tree, schedules: 6 },
    { ...counterexample('stuck-lock', 0, 19), leftovers: tree },
  ]);
});
