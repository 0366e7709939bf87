// After a run: nothing for a whole one, the command that goes on for one that was cut off, and the joining of
// shards, in commands that a shell takes as they are.
import { expect, test } from 'vitest';
import type { CaseEntry, Run } from '../../../results/facts/run-record.js';
import { runOf } from '../testing/run-samples.js';
import { nextForRun } from './resume-hint.js';

const planned = ['round-trip', 'mixed'].flatMap((scenario) =>
  ['flock', 'no-lock'].map((strategy) => ({ strategy, scenario, scope: 'single' as const })),
);

function after(doneCases: number, changes: Partial<Run> = {}): ReturnType<typeof nextForRun> {
  const cases: CaseEntry[] = planned
    .slice(0, doneCases)
    .map((one, index) => ({ ...one, file: `${index}`, state: { type: 'done' }, durationMs: 1 }));
  return nextForRun(runOf({ planned, cases, ...changes }), '/srv/my runs/a');
}

const shard = (cases: number) => ({ config: { ...runOf().config, shard: { index: 2, of: 4, cases } } });

test('nothing missing', () => {
  expect(after(4)).toBeNull();
});

test('cut off', () => {
  expect(after(3)).toEqual({
    said: '3 of 4 cases were run; they are saved in /srv/my runs/a',
    command: "holdfast run --resume '/srv/my runs/a'",
  });
});

test('what is left had hung and would hang again', () => {
  expect(after(3, { warnings: ['no-lock had hung 2 times; the rest …'] })?.command).toBeNull();
  expect(after(2, { warnings: ['no-lock had hung 2 times; the rest …'] })?.command).not.toBeNull();
});

test('a shard is whole with its own cases, and is to be joined', () => {
  expect(after(2, shard(2))).toEqual({
    said: 'this is shard 2 of 4, 2 of 4 cases; it is decided when all are joined',
    command: "holdfast merge '/srv/my runs/a' … --out whole",
  });
  expect(after(1, shard(2))?.said).toContain('1 of 2 cases were run');
});
