// `run --resume`: which runs can be continued, with what they were begun with, and why the others can't.
import { afterEach, expect, test } from 'vitest';
import type { Run } from '../../../results/facts/run-record.js';
import { thisOwner } from '../../processes/run-owner.js';
import { CliBench } from '../testing/cli-bench.js';
import { runOf } from '../testing/run-samples.js';

const benches: CliBench[] = [];
afterEach(() => {
  for (const made of benches.splice(0)) made.remove();
});

const planned = ['round-trip', 'mixed'].map((scenario) => ({
  strategy: 'flock',
  scenario,
  scope: 'single' as const,
}));

function bench(changes: Partial<Run> = {}): CliBench {
  const cli = new CliBench();
  benches.push(cli);
  const config = {
    ...runOf().config,
    dir: cli.path('work'),
    seed: 7,
    policy: 'strict' as const,
    scenarios: ['round-trip', 'mixed'],
    references: [{ reference: 'flock', sha256: null }],
  };
  cli.store('cut', runOf({ planned, cases: [], status: 'interrupted', config, ...changes }));
  return cli;
}

test('it is asked for as it was begun, and stored where it was', async () => {
  const cli = bench();
  const { err } = await cli.run('run', '--resume', 'cut', '--max-time', '5m');
  expect(err).toContain('going on with a run of which 0 cases are done');
  expect(cli.requests).toMatchObject([
    {
      strategies: [{ reference: 'flock', selected: true }],
      scenarios: ['round-trip', 'mixed'],
      profile: 'quick',
      seed: 7,
      policy: 'strict',
      dir: cli.path('work'),
      out: cli.path('cut'),
      maxTimeMs: 300_000,
      continues: { run: { status: 'interrupted' } },
    },
  ]);
});

test('what the environment says of a run does not change it', async () => {
  const cli = new CliBench({ env: { HOLDFAST_SEED: '8', HOLDFAST_PROFILE: 'soak' } });
  benches.push(cli);
  const config = {
    ...runOf().config,
    dir: cli.path('work'),
    references: [{ reference: 'flock', sha256: null }],
  };
  cli.store('cut', runOf({ planned, cases: [], status: 'killed', config }));
  await cli.run('run', '--resume', 'cut');
  expect(cli.requests).toMatchObject([{ seed: config.seed, profile: config.profile }]);
});

const done = planned.map((one, index) => ({
  ...one,
  file: `${index}`,
  state: { type: 'done' as const },
  durationMs: 1,
}));
const faulted = done.map((one) => ({ ...one, state: { type: 'faulted' as const, reason: 'x' } }));

test.each<[string, Partial<Run>, string]>([
  ['nothing missing', { cases: done }, 'nothing of the run is missing'],
  ['running', { status: 'running', owner: thisOwner() }, `process ${process.pid} still executes it`],
  ['of an earlier version', { config: runOf().config }, 'an earlier version of Holdfast has made it'],
])('%s: 2', async (_name, changes, says) => {
  const cli = bench(changes);
  const { code, err } = await cli.run('run', '--resume', 'cut');
  expect(code).toBe(2);
  expect(err).toContain(says);
  expect(cli.requests).toEqual([]);
});

test('a case that the harness failed in is missing', async () => {
  const cli = bench({ cases: faulted, status: 'finished' });
  await cli.run('run', '--resume', 'cut');
  expect(cli.requests).toHaveLength(1);
});

test('one that may run on another host is continued with a warning', async () => {
  const cli = bench({ status: 'running', owner: { ...thisOwner(), host: 'other' } });
  const { err } = await cli.run('run', '--resume', 'cut');
  expect(err).toContain('the run was begun on other, or in another container');
  expect(cli.requests).toHaveLength(1);
});
