// A small stored run, built by hand, for the tests of whatever reads, merges or judges one. Its facts are
// well-formed and say nothing about any real strategy.
import { caseFileName } from '../archive/case-file.js';
import type { Fact } from '../facts/facts.js';
import type { CaseEntry, CaseHeader, Platform, Run } from '../facts/run-record.js';
import type { Scope } from '../vocabulary/verdict.js';

export const linux: Platform = {
  id: 'linux-x64',
  os: 'Linux',
  release: '6.8.0',
  arch: 'x64',
  node: 'v20.20.2',
  cpus: 2,
  cpuModel: 'Example CPU',
  memoryBytes: 8 * 2 ** 30,
  ci: null,
  fileSystem: { type: 'ext4', mount: '/', options: 'rw,relatime', fsyncNsMedian: 310_000 },
  addons: [
    { name: 'fs-ext', version: '2.1.1', loaded: true, remedy: null },
    {
      name: 'fs-native-extensions',
      version: null,
      loaded: false,
      remedy: 'npm install fs-native-extensions',
    },
  ],
};

export const steps: Fact = {
  kind: 'session',
  steps: [
    { action: 'read', label: 'absent', input: null, outcome: { type: 'ok', value: null }, durationNs: 4100 },
    { action: 'observe', label: 'listing', observed: ['tasks.yaml', 'größe.tmp'] },
  ],
};

export const death: Fact = {
  kind: 'death',
  how: { type: 'hang', afterMs: 10_000 },
  inside: 'write',
  actor: 1,
};

export interface FixtureCase {
  entry: CaseEntry;
  header: CaseHeader;
  facts: Fact[];
}

export function caseOf(
  strategy: string,
  scenario: string,
  scope: Scope,
  facts: Fact[] = [steps],
): FixtureCase {
  const file = caseFileName(strategy, scenario, scope);
  return {
    entry: { strategy, scenario, scope, file, state: { type: 'done' }, durationMs: 12 },
    header: { schemaVersion: 1, strategy, scenario, scope, profile: 'quick', seed: 7 },
    facts,
  };
}

/** A finished run of `cases`, with `changes` on its index. */
export function runOf(
  cases: readonly FixtureCase[],
  changes: Partial<Run> = {},
): { run: Run; cases: FixtureCase[] } {
  const ids = [...new Set(cases.map(({ entry }) => entry.strategy))];
  const run: Run = {
    schemaVersion: 1,
    id: 'run-a',
    holdfast: '0.1.0',
    startedAt: '2026-01-02T03:04:05.000Z',
    finishedAt: '2026-01-02T03:05:05.000Z',
    status: 'finished',
    platform: linux,
    config: {
      profile: 'quick',
      seed: 7,
      policy: 'm03',
      dir: '/data/.holdfast',
      strategies: ids,
      scenarios: [...new Set(cases.map(({ entry }) => entry.scenario))],
      required: [],
      maxTimeMs: null,
      recorder: 'node',
    },
    strategies: ids.map((id) => ({
      id,
      title: id,
      role: 'candidate',
      claims: { threads: true },
      selected: true,
      availability: { available: true },
    })),
    planned: cases.map(({ entry: { strategy, scenario, scope } }) => ({ strategy, scenario, scope })),
    cases: cases.map(({ entry }) => entry),
    warnings: [],
    ...changes,
  };
  return { run, cases: [...cases] };
}
