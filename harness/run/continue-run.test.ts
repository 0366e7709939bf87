// What a run that was cut off goes on with, and everything by which it is refused to.
import { expect, test } from 'vitest';
import type { Run } from '../../results/facts/run-record.js';
import { caseOf, linux, runOf } from '../../results/testing/run-fixture.js';
import { continuedRun } from './continue-run.js';
import { ResumeError } from './run-contract.js';

const done = caseOf('flock', 'round-trip', 'single');
const faulted = caseOf('flock', 'mixed', 'threads', []);
faulted.entry.state = { type: 'faulted', reason: 'the host was gone' };
const references = [{ reference: 'file:///mine.mjs', sha256: 'a' }];

function runs(change: Partial<Run> = {}): { fresh: Run; before: ReturnType<typeof runOf> } {
  const before = runOf([done, faulted], { status: 'killed', warnings: ['a tmpfs'] });
  before.run.config = { ...before.run.config, references };
  const fresh = {
    ...before.run,
    id: 'out',
    startedAt: 'now',
    status: 'running' as const,
    cases: [],
    ...change,
  };
  return { fresh, before };
}

test('what is done counts, what the harness failed in is run again, and its id and start stay', () => {
  const { fresh, before } = runs();
  const { run, cases } = continuedRun(fresh, before);
  expect(cases).toEqual([done]);
  expect(run).toMatchObject({ id: 'run-a', startedAt: before.run.startedAt, status: 'running' });
  expect(run.cases).toEqual([done.entry]);
  expect(run.warnings).toEqual(['a tmpfs']);
});

test('the time of a run that was out of time begins again', () => {
  const { fresh, before } = runs();
  before.run.warnings.push('stopped after --max-time; 3 cases were not run and count as unknown');
  expect(continuedRun(fresh, before).run.warnings).toEqual(['a tmpfs']);
});

const config = runs().before.run.config;
test.each<[string, Partial<Run>]>([
  ['the version of Holdfast was 0.1.0 when it began, and is 9 now', { holdfast: '9' }],
  ['the version of Node was v20.20.2', { platform: { ...linux, node: 'v22.0.0' } }],
  ["the kernel's release was", { platform: { ...linux, release: '7' } }],
  [
    'the file system was ext4 at /',
    { platform: { ...linux, fileSystem: { ...linux.fileSystem, type: 'xfs' } } },
  ],
  ['the set of lock addons', { platform: { ...linux, addons: [] } }],
  ['the set of strategies', { strategies: [] }],
  [
    'flock × mixed × threads was planned, and would not be now',
    { planned: runs().fresh.planned.slice(0, 1) },
  ],
  ['file:///mine.mjs is not the module that it was', { config: { ...config, references: [] } }],
])('%s…', (reason, change) => {
  const { fresh, before } = runs(change);
  expect(() => continuedRun(fresh, before)).toThrow(ResumeError);
  expect(() => continuedRun(fresh, before)).toThrow(reason);
});

test('on another processor it goes on, and says so', () => {
  const { fresh, before } = runs({ platform: { ...linux, cpuModel: 'Other' } });
  expect(continuedRun(fresh, before).run.warnings.at(-1)).toContain('Begun on Example CPU');
});
