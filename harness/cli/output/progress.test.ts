// The line of progress: how far, how long still, and how many cases show failures, of those that decide something.
import { expect, test } from 'vitest';
import type { CaseEntry } from '../../../results/facts/run-record.js';
import type { PlannedCase } from '../../run/run-contract.js';
import type { Io } from '../io.js';
import { watchProgress } from './progress.js';

const planned = (scenario: string, changes: Partial<PlannedCase> = {}): PlannedCase => ({
  strategy: 'mine',
  scenario,
  scope: 'single',
  estimateMs: 1000,
  lane: 'crash',
  decides: true,
  ...changes,
});

function watched(isTTY: boolean, cases: PlannedCase[]) {
  const err: string[] = [];
  const output = { write: (text: string) => void err.push(text), isTTY, columns: isTTY ? 200 : undefined };
  const io: Partial<Io> = { stderr: output, env: {}, elapsedMs: () => 1000, every: () => () => {} };
  const progress = watchProgress(io as Io, false, ({ scenario }) => Promise.resolve(scenario !== 'sound'));
  progress.planned(cases);
  for (const [index, { scenario, scope }] of cases.entries()) {
    const entry: CaseEntry = {
      strategy: 'mine',
      scenario,
      scope,
      file: 'f',
      state: { type: 'done' },
      durationMs: 2000,
    };
    progress.started(index);
    progress.finished(index, entry, []);
  }
  return { err, progress };
}

const cases = [
  planned('racy'),
  planned('sound'),
  planned('canary', { decides: false }),
  planned('measured', { lane: 'measured' }),
];

test('a line for each finished case says whether it shows a failure', async () => {
  const { err } = watched(false, cases);
  await Promise.resolve().then(() => new Promise(setImmediate));
  expect(err.join('').split('\n').filter(Boolean).sort()).toEqual([
    '[1/4] mine × racy: done, with a failure in 2 s',
    '[2/4] mine × sound: done in 2 s',
    '[3/4] mine × canary: done in 2 s',
    '[4/4] mine × measured: done in 2 s',
  ]);
});

test('the live line counts them', async () => {
  const { err, progress } = watched(true, cases);
  await Promise.resolve().then(() => new Promise(setImmediate));
  progress.warning('x');
  expect(err.at(-1)).toContain('4/4 · 0 ms · about 0 ms left · 1 case with failures');
});
