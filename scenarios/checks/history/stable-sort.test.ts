// Numbers sorted by keys, against the sort of the language.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstAbove, sortByKey } from './stable-sort.js';

const key = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.double({ noNaN: true }),
  fc.constantFrom(Infinity, -Infinity),
);
const nearlySorted = fc
  .array(fc.nat(30), { maxLength: 400 })
  .map((late) => late.map((by, i) => Math.floor(i / 2) + by));

it.each([
  ['any order', fc.array(key, { maxLength: 200 })],
  ['nearly sorted', nearlySorted],
])('sorts stably from %s', (_, lists) => {
  fc.assert(
    fc.property(lists, fc.nat(3), (given, rest) => {
      const keys = Float64Array.from([...given, ...Array(rest).fill(-1)]);
      const values = Int32Array.from(keys, (_unused, i) => i);
      sortByKey(keys, values, given.length);
      const expected = [...given.entries()].sort(([, a], [, b]) => (a === b ? 0 : a - b));
      expect([...values.slice(0, given.length)]).toEqual(expected.map(([i]) => i));
      expect([...keys.slice(0, given.length)]).toEqual(expected.map(([, one]) => one));
      expect([...keys.slice(given.length)]).toEqual(Array(rest).fill(-1));
    }),
  );
});

it('finds the first key above another', () => {
  const keys = Float64Array.from([1, 3, 3, 5, -7]);
  expect([0, 1, 3, 4, 5].map((one) => firstAbove(keys, one, false, 0, 4))).toEqual([0, 1, 3, 3, 4]);
  expect([0, 1, 3, 4, 5].map((one) => firstAbove(keys, one, true, 0, 4))).toEqual([0, 0, 1, 3, 3]);
});
