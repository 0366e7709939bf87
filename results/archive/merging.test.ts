import { describe, expect, it } from 'vitest';
import type { Run } from '../facts/run-record.js';
import { caseOf, linux, runOf } from '../testing/run-fixture.js';
import { MergeError } from './merge-error.js';
import { groupByPlatform, mergeRuns } from './merging.js';

const shardA = (changes: Partial<Run> = {}) =>
  runOf([caseOf('flock', 'round-trip', 'single')], { id: 'a', ...changes });
const shardB = (changes: Partial<Run> = {}) =>
  runOf([caseOf('flock', 'mixed', 'threads'), caseOf('m03', 'mixed', 'threads')], {
    id: 'b',
    startedAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  });

function errorOf(action: () => unknown): MergeError {
  try {
    action();
  } catch (error) {
    if (error instanceof MergeError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('shards of one run', () => {
  it('become one run that holds every case once', () => {
    const { run, cases } = mergeRuns([shardB(), shardA()]);
    expect(cases.map(({ entry }) => entry.file)).toEqual([
      'flock.round-trip.single.jsonl',
      'flock.mixed.threads.jsonl',
      'm03.mixed.threads.jsonl',
    ]);
    expect(run.cases).toEqual(cases.map(({ entry }) => entry));
    expect(run.planned).toHaveLength(3);
    expect(run.strategies.map(({ id }) => id)).toEqual(['flock', 'm03']);
    expect(run.config.scenarios).toEqual(['round-trip', 'mixed']);
    expect([run.startedAt, run.finishedAt]).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-02T03:05:05.000Z']);
    expect(run.warnings).toEqual(['Merged from a, b.']);
    expect(cases[0]?.header.seed).toBe(7);
  });

  it('merge to the same run in any order, and a single one stays as it is', () => {
    expect(mergeRuns([shardB(), shardA()])).toEqual(mergeRuns([shardA(), shardB()]));
    expect(mergeRuns([shardA()])).toEqual(shardA());
  });

  it.each(['failed', 'interrupted', 'running'] as const)('are not finished while one is %s', (status) => {
    const merged = mergeRuns([shardA(), shardB({ status, finishedAt: null })]).run;
    expect([merged.status, merged.finishedAt]).toEqual([status, null]);
  });

  it('say so when they ran on different machines', () => {
    const { run } = mergeRuns([shardA(), shardB({ platform: { ...linux, cpuModel: 'Other CPU' } })]);
    expect(run.warnings.join('\n')).toContain('different machines: Example CPU, Linux 6.8.0; Other CPU');
  });
});

describe('what is not a shard of the same run', () => {
  const config = shardB().run.config;
  const different: [difference: string, changes: Partial<Run>][] = [
    ['platform', { platform: { ...linux, id: 'darwin-arm64' } }],
    ['Node version', { platform: { ...linux, node: 'v22.1.0' } }],
    ['file system', { platform: { ...linux, fileSystem: { ...linux.fileSystem, type: 'xfs' } } }],
    ['Holdfast version', { holdfast: '0.2.0' }],
    ['profile', { config: { ...config, profile: 'soak' } }],
    ['seed', { config: { ...config, seed: 8 } }],
    ['policy', { config: { ...config, policy: 'strict' } }],
    ['recorder', { config: { ...config, recorder: 'strace' } }],
  ];
  it.each(different)('is refused for its %s', (difference, changes) => {
    const error = errorOf(() => mergeRuns([shardA(), shardB(changes)]));
    expect([error.code, error.difference]).toEqual(['DIFFERENT_RUNS', difference]);
    expect(error.message).toContain(difference);
  });

  it('is refused when a strategy is available in one and missing in the other', () => {
    const other = shardB();
    other.run.strategies = other.run.strategies.map((info) => ({
      ...info,
      availability: { available: false, reason: 'no addon', remedy: 'install it' },
    }));
    expect(errorOf(() => mergeRuns([shardA(), other])).difference).toBe('availability');
  });

  it('is refused when a case is in both, or a run is given twice, or none is', () => {
    expect(errorOf(() => mergeRuns([shardA(), shardA({ id: 'c' })])).code).toBe('DUPLICATE_CASE');
    expect(errorOf(() => mergeRuns([shardA(), shardA()])).code).toBe('DUPLICATE_CASE');
    expect(errorOf(() => mergeRuns([])).code).toBe('NOTHING_TO_MERGE');
  });
});

it('groups runs by what a guarantee depends on, not by machine', () => {
  const groups = groupByPlatform([
    shardA(),
    shardA({ id: 'mac', platform: { ...linux, id: 'darwin-arm64' } }),
    shardA({ id: 'c', platform: { ...linux, node: 'v20.1.0', cpuModel: 'Other' } }),
  ]);
  expect(groups.map(({ label, runs }) => [label, runs.map(({ run }) => run.id)])).toEqual([
    ['linux-x64 · Node 20 · ext4', ['a', 'c']],
    ['darwin-arm64 · Node 20 · ext4', ['mac']],
  ]);
});
