// Durations in both directions.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.js';

test.each<[string, number | null]>([
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1.5m', 90_000],
  ['500ms', 500],
  ['1m500ms', 60_500],
  [' 2s ', 2000],
  ['0s', null],
  ['90', null],
  ['-5m', null],
  ['5 m', null],
  ['5m1h', null],
  ['m', null],
  ['', null],
  ['1e3s', null],
  ['99999999999999999h', null],
])('%j is %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each<[number, string]>([
  [0, '0ms'],
  [998, '998ms'],
  [999.6, '1.0s'],
  [4200, '4.2s'],
  [9990, '10s'],
  [59_600, '1m00s'],
  [185_000, '3m05s'],
  [3_599_900, '1h00m'],
  [7_620_000, '2h07m'],
])('%d reads %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('what is read aloud is understood again, within its precision', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 9 }), (ms) => {
      const again = parseDuration(formatDuration(ms));
      expect(again).not.toBeNull();
      expect(Math.abs((again ?? 0) - ms)).toBeLessThanOrEqual(Math.max(50, ms * 0.05));
    }),
  );
});
