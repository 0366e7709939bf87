// The time left: scaled by what was seen, never negative, and nothing before there is anything to go by.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remainingMs } from './progress-estimate.js';

const planned = (estimates: number[]) =>
  estimates.map((estimateMs) => ({ strategy: 's', scenario: 'c', scope: 'single' as const, estimateMs }));

test.each<[string, number[], [number, number][], [number, number][], number | null]>([
  ['nothing finished', [100, 100], [], [[0, 50]], null],
  ['as estimated', [100, 100, 300], [[0, 100]], [], 400],
  ['twice as slow', [100, 100, 300], [[0, 200]], [], 800],
  ['the running case counts what it has spent', [100, 100], [[0, 100]], [[1, 60]], 40],
  ['a case that overruns owes nothing more', [100, 100, 50], [[0, 100]], [[1, 500]], 50],
  ['everything finished', [100], [[0, 70]], [], 0],
  ['estimates of nothing', [0, 0], [[0, 70]], [], null],
])('%s', (_name, estimates, finished, running, expected) => {
  const state = { cases: planned(estimates), finished: new Map(finished), running: new Map(running) };
  expect(remainingMs(state)).toBe(expected);
});

test('only the ratios of estimates matter', () => {
  const positive = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(
      fc.array(positive, { minLength: 2, maxLength: 8 }),
      positive,
      positive,
      (estimates, took, factor) => {
        const state = (scale: number) => ({
          cases: planned(estimates.map((one) => one * scale)),
          finished: new Map([[0, took]]),
          running: new Map<number, number>(),
        });
        expect(remainingMs(state(factor))).toBeCloseTo(remainingMs(state(1)) ?? Number.NaN, 3);
      },
    ),
  );
});
