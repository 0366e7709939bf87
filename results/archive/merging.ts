// Merges the shards of one run into one run, as if it had never been split. Pure. Shards must agree on
// everything that could change a verdict; what is in none of them is missing, and said to be. Runs of different
// platforms are grouped and never mixed.

import { createHash } from 'node:crypto';
import { platformLabel } from '../facts/platform-label.js';
import type { CaseEntry, Run, StrategyInfo } from '../facts/run-record.js';
import { caseFileName } from './case-file.js';
import { MergeError } from './merge-error.js';
import type { StoredRun } from './stored-run.js';

/** A stored run whose cases may carry more than facts (their headers, say); merging keeps that. */
export interface RunOf<C extends StoredRun['cases'][number]> {
  run: Run;
  cases: C[];
}

export interface PlatformGroup<C extends StoredRun['cases'][number]> {
  /** `linux-x64 · Node 20 · ext4`. */
  label: string;
  runs: RunOf<C>[];
}

/** Runs by platform, in the order in which each platform is first seen. */
export function groupByPlatform<C extends StoredRun['cases'][number]>(
  runs: readonly RunOf<C>[],
): PlatformGroup<C>[] {
  const groups = new Map<string, RunOf<C>[]>();
  for (const one of runs) {
    const label = platformLabel(one.run.platform);
    groups.set(label, [...(groups.get(label) ?? []), one]);
  }
  return [...groups].map(([label, members]) => ({ label, runs: members }));
}

/** One run out of its shards, whatever order they come in. Throws MergeError. */
export function mergeRuns<C extends StoredRun['cases'][number]>(shards: readonly RunOf<C>[]): RunOf<C> {
  const inOrder = [...shards].sort((a, b) => compareText(a.run.id, b.run.id));
  const [first, ...others] = inOrder;
  if (first === undefined) throw new MergeError('NOTHING_TO_MERGE', 'No run was given: name at least one.');
  for (const other of others) refuseDifferent(first.run, other.run);
  if (others.length === 0) return first;
  refuseDuplicates(inOrder);
  const cases = inOrder
    .flatMap((shard) => shard.cases)
    .map((one) => ({ ...one, entry: { ...one.entry, file: fileOf(one.entry) } }));
  return {
    run: mergedIndex(
      inOrder.map(({ run }) => run),
      first.run,
      cases.map(({ entry }) => entry),
    ),
    cases,
  };
}

const fileOf = (entry: CaseEntry): string => caseFileName(entry.strategy, entry.scenario, entry.scope);

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What shards must share: all that a verdict may depend on. */
const shared: { field: string; of: (run: Run) => string | number; remedy: string }[] = [
  {
    field: 'platform',
    of: ({ platform }) => platform.id,
    remedy: 'compare them with `holdfast compare` instead',
  },
  {
    field: 'Node version',
    of: ({ platform }) => platform.node,
    remedy: 'compare them with `holdfast compare` instead',
  },
  {
    field: 'file system',
    of: ({ platform }) => platform.fileSystem.type,
    remedy: 'compare them with `holdfast compare` instead',
  },
  { field: 'Holdfast version', of: (run) => run.holdfast, remedy: 'run every shard with the same version' },
  { field: 'profile', of: (run) => run.config.profile, remedy: 'run every shard with the same --profile' },
  { field: 'seed', of: (run) => run.config.seed, remedy: 'run every shard with the same --seed' },
  { field: 'policy', of: (run) => run.config.policy, remedy: 'run every shard with the same --policy' },
  {
    field: 'recorder',
    of: (run) => run.config.recorder,
    remedy: 'run every shard with the same --recorder',
  },
  {
    field: 'number of shards',
    of: (run) => run.config.shard?.of ?? 1,
    remedy: 'split a run once, with the same n in every --shard i/n',
  },
];

function refuseDifferent(first: Run, other: Run): void {
  if (first.id === other.id) {
    throw new MergeError('DUPLICATE_CASE', `Run ${first.id} was given twice: name each shard once.`);
  }
  for (const { field, of, remedy } of shared) {
    if (of(first) === of(other)) continue;
    throw new MergeError(
      'DIFFERENT_RUNS',
      `${first.id} and ${other.id} are not shards of one run: the ${field} is ${of(first)} in one and ${of(other)} in the other; ${remedy}.`,
      field,
    );
  }
}

function refuseDuplicates(shards: readonly RunOf<StoredRun['cases'][number]>[]): void {
  const seen = new Map<string, string>();
  for (const { run, cases } of shards) {
    for (const { entry } of cases) {
      const key = keyOf(entry);
      const earlier = seen.get(key);
      if (earlier !== undefined) {
        throw new MergeError(
          'DUPLICATE_CASE',
          `${entry.strategy} × ${entry.scenario} × ${entry.scope} is in ${earlier} and in ${run.id}. Split a run with --shard, so that each case is in one of them only.`,
        );
      }
      seen.set(key, run.id);
    }
  }
}

const keyOf = (one: Pick<CaseEntry, 'strategy' | 'scenario' | 'scope'>): string =>
  JSON.stringify([one.strategy, one.scenario, one.scope]);

function mergedIndex(runs: readonly Run[], first: Run, cases: CaseEntry[]): Run {
  const ids = runs.map(({ id }) => id);
  const finished = runs.flatMap(({ finishedAt }) => (finishedAt === null ? [] : [finishedAt]));
  const starts = runs.map(({ startedAt }) => startedAt).sort(compareText);
  const { shard: _, ...config } = first.config;
  const { owner: __, ...rest } = first;
  return {
    ...rest,
    id: `merged-${createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 12)}`,
    startedAt: starts[0] ?? first.startedAt,
    finishedAt: finished.length === runs.length ? (finished.sort(compareText).at(-1) ?? null) : null,
    status: worstStatus(runs),
    config: {
      ...config,
      strategies: union(runs, ({ config }) => config.strategies),
      scenarios: union(runs, ({ config }) => config.scenarios),
      required: union(runs, ({ config }) => config.required),
      maxTimeMs: longest(runs.map(({ config }) => config.maxTimeMs)),
    },
    strategies: mergedStrategies(runs),
    planned: [...new Map(runs.flatMap(({ planned }) => planned).map((plan) => [keyOf(plan), plan])).values()],
    cases,
    warnings: [
      ...union(runs, ({ warnings }) => warnings),
      ...machineWarnings(runs),
      ...missingShards(runs),
      `Merged from ${ids.join(', ')}.`,
    ],
  };
}

function union(runs: readonly Run[], of: (run: Run) => readonly string[]): string[] {
  return [...new Set(runs.flatMap(of))];
}

function longest(times: readonly (number | null)[]): number | null {
  const limits = times.filter((time) => time !== null);
  return limits.length === times.length ? Math.max(...limits) : null;
}

function worstStatus(runs: readonly Run[]): Run['status'] {
  const statuses = (['failed', 'killed', 'interrupted', 'running'] as const).filter((status) =>
    runs.some((run) => run.status === status),
  );
  return statuses[0] ?? 'finished';
}

/**
 * A strategy that was available in one shard and not in another would contradict itself in the merged run.
 */
function mergedStrategies(runs: readonly Run[]): StrategyInfo[] {
  const merged = new Map<string, StrategyInfo>();
  for (const run of runs) {
    for (const info of run.strategies) {
      const earlier = merged.get(info.id);
      if (earlier !== undefined && earlier.availability.available !== info.availability.available) {
        throw new MergeError(
          'DIFFERENT_RUNS',
          `${info.id} is available in one shard and missing in ${run.id}: install the same addons everywhere.`,
          'availability',
        );
      }
      merged.set(info.id, { ...info, selected: info.selected || earlier?.selected === true });
    }
  }
  return [...merged.values()];
}

/** What a reader must know of shards that were not given: their cases are planned, and unknown. */
function missingShards(runs: readonly Run[]): string[] {
  const given = runs.flatMap(({ config }) => config.shard ?? []);
  const of = given[0]?.of ?? 0;
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((index) =>
    given.every((shard) => shard.index !== index),
  );
  return missing.length === 0 ? [] : [`Missing: shard ${missing.join(', ')} of ${of}.`];
}

/** Planned cases without a result, `strategy × scenario × scope` each. */
export function missingCases({ planned, cases }: Run): string[] {
  const done = new Set(cases.map(keyOf));
  return planned
    .filter((plan) => !done.has(keyOf(plan)))
    .map(({ strategy, scenario, scope }) => `${strategy} × ${scenario} × ${scope}`);
}

function machineWarnings(runs: readonly Run[]): string[] {
  const machines = new Set(
    runs.map(({ platform }) => `${platform.cpuModel}, ${platform.os} ${platform.release}`),
  );
  return machines.size > 1 ? [`The shards ran on different machines: ${[...machines].join('; ')}.`] : [];
}
