// Suggestions: near names are found, far ones are not made up.
import { expect, test } from 'vitest';
import { nearest } from './did-you-mean.js';

const names = ['flock', 'flock-eager', 'm03', 'ofd', 'posix', 'interleavings', 'one-winner'];

test.each<[string, string[]]>([
  ['flok', ['flock']],
  ['FLOCK', ['flock']],
  ['interl', ['interleavings']],
  ['m3', ['m03']],
  ['fod', ['ofd']],
  ['odf', ['ofd']],
  ['one_winner', ['one-winner']],
  ['fcntl', []],
  ['sqlite', []],
  ['', []],
])('%j → %j', (typed, expected) => {
  expect(nearest(typed, names)).toEqual(expected);
});

test('at most three, and no name at all without names', () => {
  expect(nearest('a0', ['a1', 'a2', 'a3', 'a4'])).toEqual(['a1', 'a2', 'a3']);
  expect(nearest('a', [])).toEqual([]);
});
