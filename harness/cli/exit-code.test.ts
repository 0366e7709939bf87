// The exit codes, and which of several wins.
import { expect, test } from 'vitest';
import { type ExitCode, exitCodeOf, worstExitCode } from './exit-code.js';

const done = {
  strategy: 's',
  scenario: 'c',
  scope: 'single',
  file: 'f',
  state: { type: 'done' },
  durationMs: 1,
} as const;
const faulted = { ...done, state: { type: 'faulted', reason: 'r' } } as const;

test.each([
  [0, done, 0],
  [1, done, 1],
  [3, done, 3],
  [0, faulted, 0],
  [1, faulted, 1],
  [3, faulted, 4],
] as const)('a run that says %d with %o ends with %d', (exitCode, entry, expected) => {
  expect(exitCodeOf({ exitCode, cases: [done, entry] })).toBe(expected);
});

test.each<[ExitCode[], ExitCode]>([
  [[], 0],
  [[0, 0], 0],
  [[0, 3], 3],
  [[4, 3, 0], 4],
  [[3, 1, 4], 1],
])('of %j the worst is %d', (codes, expected) => {
  expect(worstExitCode(codes)).toBe(expected);
});
