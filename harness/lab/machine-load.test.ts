import { expect, it } from 'vitest';
import { loadBetween, type ProcessorTimes, stolenIn, watchMachine } from './machine-load.js';

const at = (busy: number, total: number, own: number, stolen: number | null = null): ProcessorTimes => ({
  busy,
  total,
  own,
  stolen,
});

it.each([
  ['alone', at(0, 0, 0), at(100, 200, 100), { others: 0, stolen: null }],
  ['beside others', at(50, 100, 10), at(150, 300, 60), { others: 0.25, stolen: null }],
  ['on a busy host', at(0, 0, 0, 20), at(100, 200, 100, 70), { others: 0, stolen: 0.25 }],
  ['for no time', at(5, 9, 1), at(5, 9, 1), { others: 0, stolen: null }],
  // The counters are coarser than the clock of the process.
  ['with more time of its own than there was', at(0, 0, 0), at(10, 20, 14), { others: 0, stolen: null }],
])('%s', (_, before, after, load) => {
  expect(loadBetween(before, after)).toEqual(load);
});

it('reads what the host took', () => {
  expect(stolenIn('cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1')).toBe(80);
  expect(stolenIn('')).toBeNull();
  expect(stolenIn('intr 1 2 3 4 5 6 7 8')).toBeNull();
});

it('watches this machine', () => {
  const { others, stolen } = watchMachine()();
  expect(others).toBeGreaterThanOrEqual(0);
  expect(others).toBeLessThanOrEqual(1);
  expect(stolen === null || (stolen >= 0 && stolen <= 1)).toBe(true);
});
