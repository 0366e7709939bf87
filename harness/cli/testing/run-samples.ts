// Hand-made catalogue, runs and judged runs for the tests of the command line: small, complete, and valid
// under the published schemas.

import type { Reporter } from '../../../reports/reporter.js';
import type { DoctorReport } from '../../../results/facts/platform-probe.js';
import { type Platform, type Run, runSchema } from '../../../results/facts/run-record.js';
import type { Comparison } from '../../../results/verdicts/comparison.js';
import { type Judged, judgedSchema } from '../../../results/verdicts/judged.js';
import type { Scope } from '../../../results/vocabulary/verdict.js';
import type { Check, Scenario } from '../../../scenarios/scenario.js';
import type { Role, Strategy } from '../../../strategies/strategy.js';
import type { PluginCatalogue } from '../ports.js';

export const platform: Platform = {
  id: 'linux-x64',
  os: 'Linux',
  release: '6.18',
  arch: 'x64',
  node: 'v20.20.2',
  cpus: 2,
  cpuModel: 'Example CPU',
  memoryBytes: 2 ** 33,
  ci: null,
  fileSystem: { type: 'ext4', mount: '/', options: 'rw', fsyncNsMedian: 310_000 },
  addons: [{ name: 'fs-ext', version: null, loaded: false, remedy: 'install a compiler' }],
};

export function strategy(id: string, role: Role): Strategy {
  return {
    id,
    title: `Title of ${id}`,
    role,
    claims: { threads: true },
    open: () => Promise.reject(new Error('never opened by the command line')),
  };
}

const noLostUpdate: Check = {
  id: 'no-lost-update',
  title: 'No acknowledged write is lost',
  explanation: 'Every acknowledged write is found in the chain of revisions.',
  judge: () => {
    throw new Error('never judged by the command line');
  },
};

function scenario(id: string, scopes: Scope[], checks: Check[]): Scenario {
  return {
    id,
    title: `Title of ${id}`,
    explanation: `What ${id} does.`,
    scopes,
    lane: 'contention',
    durationMs: { quick: 1000, standard: 1000, soak: 1000 },
    needs: ['session'],
    canaries: [{ strategy: 'no-lock', by: ['no-lost-update'] }],
    checks,
    run: () => Promise.reject(new Error('never run by the command line')),
  };
}

export const catalogue: PluginCatalogue = {
  scenarios: [
    scenario('round-trip', ['single'], []),
    scenario('one-winner', ['threads', 'processes'], [noLostUpdate]),
    scenario('mixed', ['threads'], [noLostUpdate]),
  ],
  criteria: [
    {
      id: 'no-corruption',
      group: 'criteria',
      title: 'No data corruption under any scenario',
      m03: 'PASS',
      requiredBy: ['m03', 'strict'],
      provenBy: ['*/no-lost-update'],
    },
    {
      id: 'clock-jumps',
      group: 'strict',
      title: 'Clock jumps',
      m03: null,
      requiredBy: ['strict'],
      provenBy: [],
    },
  ],
};

export function runOf(changes: Partial<Run> = {}): Run {
  return runSchema.parse({
    schemaVersion: 1,
    id: 'sample',
    holdfast: '0.1.0',
    startedAt: '2026-11-23T10:00:00.000Z',
    finishedAt: '2026-11-23T10:05:00.000Z',
    status: 'finished',
    platform,
    config: {
      profile: 'quick',
      seed: 7,
      policy: 'm03',
      dir: '/srv/data',
      strategies: ['flock'],
      scenarios: ['round-trip'],
      required: [],
      maxTimeMs: null,
    },
    strategies: [],
    planned: [],
    cases: [],
    warnings: [],
    ...changes,
  });
}

export function judgedOf(run: Run, changes: Partial<Judged> = {}): Judged {
  return judgedSchema.parse({
    schemaVersion: 1,
    runId: run.id,
    holdfast: run.holdfast,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    status: run.status,
    platform: run.platform,
    config: run.config,
    policy: run.config.policy,
    decision: 'GO',
    reason: 'flock is GO in each scope.',
    exitCode: 0,
    recommended: 'flock',
    criteria: [],
    scenarios: [],
    strategies: [],
    canaries: [],
    cases: run.cases,
    warnings: [],
    ...changes,
  });
}

/** A baseline of what `holdfast run` alone does on the bench: standard, m03, every scenario, on ext4. */
export function comparableTo(id: string, changes: Partial<Judged> = {}): Judged {
  const run = runOf({ id, config: { ...runOf().config, profile: 'standard' } });
  const scenarios = catalogue.scenarios.map(({ id: name, title, scopes }) => ({
    id: name,
    title,
    scopes: [...scopes],
  }));
  return judgedOf(run, { scenarios, ...changes });
}

/** One probe that says what it should, and one that does not. */
export function doctorReport(dir: string): DoctorReport {
  return {
    platform,
    warnings: [`examined ${dir}`],
    probes: [
      {
        id: 'flock',
        title: 'flock excludes threads',
        outcome: 'yes',
        detail: 'EWOULDBLOCK',
        expected: { outcome: 'yes', source: 'flock(2)' },
      },
      {
        id: 'dirsync',
        title: 'directory fsync',
        outcome: 'no',
        detail: 'EPERM',
        expected: { outcome: 'yes', source: 'flock(2)' },
      },
    ],
    conclusion: {
      safe: ['a lock between processes: flock'],
      unsafe: [{ what: 'an acknowledged write', remedy: 'another --dir' }],
      unknown: ['other mounts'],
    },
  };
}

/** `regressions` and `noGo`: ids of strategies. */
export function comparisonOf(
  judged: readonly Judged[],
  base: Judged | null,
  regressions: readonly string[],
  noGo: readonly string[],
): Comparison {
  return {
    profile: 'quick',
    policy: 'm03',
    runs: judged.map(({ runId, holdfast, startedAt, decision, recommended, warnings }) => ({
      conditions: '',
      warnings,
      label: runId,
      runId,
      holdfast,
      startedAt,
      decision,
      recommended,
    })),
    decisions: [],
    criteria: [],
    latencies: [],
    regressions: regressions.map((one) => ({
      kind: 'decision',
      run: 'after',
      strategy: one,
      scope: 'threads',
      to: 'NO-GO',
      reason: 'it lost updates',
    })),
    noGo: noGo.map((one) => ({ run: 'after', strategy: one, decision: 'NO-GO', reason: 'it lost updates' })),
    notes: [`base ${base?.runId ?? 'none'}`],
  };
}

export function reporter(id: string, extension: string): Reporter {
  return {
    id,
    title: `Title of ${id}`,
    extension,
    render: ({ runId, decision }, { color }) => `${id} report of ${runId}: ${decision} color=${color}\n`,
  };
}

export const jsonReporter: Reporter = {
  id: 'json',
  title: 'JSON',
  extension: 'json',
  render: (judged) => JSON.stringify(judged),
};
