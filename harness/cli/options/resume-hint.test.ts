// Going on after an interruption: exactly the missing scenarios, in commands that a shell takes as they are.
import { expect, test } from 'vitest';
import type { CaseEntry } from '../../../results/facts/run-record.js';
import { runOf } from '../testing/run-samples.js';
import { resumeCommands } from './resume-hint.js';

const scenarios = ['round-trip', 'mixed'];
const planned = scenarios.flatMap((scenario) =>
  ['flock', 'no-lock'].map((strategy) => ({ strategy, scenario, scope: 'single' as const })),
);
const strategies = ['flock', 'no-lock'].map((id) => ({
  id,
  title: id,
  role: 'candidate' as const,
  claims: {},
  selected: id !== 'no-lock',
  availability: { available: true as const },
}));

function after(doneCases: number, typed = new Map<string, string>()): string[] {
  const cases: CaseEntry[] = planned
    .slice(0, doneCases)
    .map((one, index) => ({ ...one, file: `${index}`, state: { type: 'done' }, durationMs: 1 }));
  const config = { ...runOf().config, scenarios };
  return resumeCommands(runOf({ planned, strategies, cases, config }), '/srv/my runs/a', typed);
}

const again = (which: string, name = 'flock') =>
  `holdfast run --strategy ${name} --scenario ${which} --profile quick --seed 7 --policy m03 --dir /srv/data --out '/srv/my runs/a-rest'`;

test('nothing missing', () => {
  expect(after(4)).toEqual([]);
});

test('a whole scenario is missing: run it and merge', () => {
  expect(after(2)).toEqual([
    again('mixed'),
    "holdfast merge '/srv/my runs/a' '/srv/my runs/a-rest' --out '/srv/my runs/a-whole'",
  ]);
});

test('a half-done scenario is run again as a whole, and can not be merged with its half', () => {
  expect(after(3)).toEqual([again('mixed')]);
  expect(after(1)).toEqual([again('round-trip,mixed')]);
});

test('nothing done: nothing to merge with', () => {
  expect(after(0)).toEqual([again('round-trip,mixed')]);
});

test('recorded as before', () => {
  const run = runOf({ planned, strategies, cases: [] });
  const config = { ...run.config, scenarios, recorder: 'strace' as const };
  expect(resumeCommands({ ...run, config }, '/srv/a', new Map())[0]).toContain(
    ' --policy m03 --recorder strace --dir',
  );
});

test("a user's own module is named as it was typed, quoted for the shell", () => {
  expect(after(2, new Map([['flock', "./it's mine.mjs"]]))[0]).toBe(again('mixed', `'./it'\\''s mine.mjs'`));
});
