// Makes the index and the plan of a run before its first case: what machine this is, what the strategies are,
// which cases are to be run, and of a run that was cut off which of them count already.
import path from 'node:path';
import type { ArchivedRun } from '../../results/archive/archive.js';
import { RUN_SCHEMA_VERSION, type Run, type StrategyInfo } from '../../results/facts/run-record.js';
import { scenarios as allScenarios } from '../../scenarios/all-scenarios.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { describePlatform, platformWarnings } from '../platform/describe-platform.js';
import { fileSystemOf } from '../platform/file-system.js';
import { thisOwner } from '../processes/run-owner.js';
import { digestOfBuild, holdfastVersion } from '../version.js';
import { continuedRun } from './continue-run.js';
import { describeStrategies } from './describe.js';
import { earlierCanaries } from './earlier-canaries.js';
import type { RunRequest, StrategyReference } from './run-contract.js';
import { type CaseToRun, canariesOf, planCases, runnable } from './run-plan.js';
import { casesOfShard } from './shard-plan.js';
import { moduleDigest } from './strategy-name.js';

interface PreparedRun {
  run: Run;
  /** To be run, in the order of the plan. */
  cases: CaseToRun[];
  /** Of the part before, if the run is continued. */
  kept: ArchivedRun['cases'];
  /** Of canaries, from earlier runs: to be stored with this one. */
  taken: ArchivedRun['cases'];
}

/** `place`: an existing directory on the file system that is judged. Rejects with ResumeError. */
export async function prepareRun(request: RunRequest, place: string): Promise<PreparedRun> {
  const scenarios = runnable(
    allScenarios.filter(({ id }) => request.scenarios.includes(id)),
    request.secondDir !== undefined,
  );
  const platform = await describePlatform(place);
  const strategies = await describedStrategies(request, scenarios);
  const planned = strategies.map(({ reference, info: { id, claims, level, selected, availability } }) => {
    return { reference, id, claims, level, selected, available: availability.available };
  });
  const cases = planCases(planned, scenarios, request.profile);
  const { shard, continues } = request;
  const own = shard === null ? cases : casesOfShard(cases, shard);
  const fresh: Run = {
    schemaVersion: RUN_SCHEMA_VERSION,
    id: path.basename(request.out),
    holdfast: holdfastVersion,
    build: digestOfBuild(),
    startedAt: new Date().toISOString(),
    finishedAt: null,
    status: 'running',
    digests: true,
    owner: thisOwner(),
    platform,
    config: {
      profile: request.profile,
      seed: request.seed,
      policy: request.policy,
      dir: request.dir,
      ...(request.secondDir === undefined ? {} : { secondDir: request.secondDir }),
      strategies: strategies.filter(({ info }) => info.selected).map(({ info }) => info.id),
      scenarios: scenarios.map(({ id }) => id),
      required: request.required,
      maxTimeMs: request.maxTimeMs,
      recorder: request.recorder,
      ...(request.thresholds === undefined ? {} : { thresholds: request.thresholds }),
      references: request.strategies.map(({ reference }) => ({ reference, sha256: moduleDigest(reference) })),
      ...(shard === null ? {} : { shard: { ...shard, cases: own.length } }),
    },
    strategies: strategies.map(({ info }) => info),
    // Of all shards: what another one runs is unknown to this one.
    planned: cases.map(({ strategy, scenario, scope }) => ({ strategy, scenario, scope })),
    cases: [],
    warnings: [...platformWarnings(platform), ...(await secondMountWarnings(request))],
  };
  const { run, cases: kept } =
    continues === null ? { run: fresh, cases: [] } : continuedRun(fresh, continues);
  const left = without(own, kept);
  const taken = request.freshCanaries
    ? []
    : await earlierCanaries(run, left, scenarios, path.dirname(request.out));
  return { run, cases: without(left, taken), kept, taken };
}

function without(cases: readonly CaseToRun[], stored: ArchivedRun['cases']): CaseToRun[] {
  const done = new Set(stored.map(({ entry }) => keyOf(entry)));
  return cases.filter((one) => !done.has(keyOf(one)));
}

function keyOf({ strategy, scenario, scope }: Run['planned'][number]): string {
  return JSON.stringify([strategy, scenario, scope]);
}

/** Whoever names a second directory asks about hosts; a run through one has nothing to say of them. */
function claimsIn(
  { secondDir }: RunRequest,
  { hosts, ...others }: StrategyInfo['claims'],
): StrategyInfo['claims'] {
  return secondDir === undefined ? others : { ...others, hosts: hosts !== false };
}

/** What two mounts of one machine can't show of two hosts. */
async function secondMountWarnings({ secondDir }: RunRequest): Promise<string[]> {
  if (secondDir === undefined) return [];
  const { mount, type } = await fileSystemOf(secondDir);
  return [
    `the second directory is on ${mount} (${type}); both mounts belong to this kernel, so a GO for hosts says nothing of clocks that differ, of a network that breaks, or of what two kernels keep in memory`,
  ];
}

/** Those of the request, and behind them the canaries that prove its scenarios. */
async function describedStrategies(
  request: RunRequest,
  scenarios: readonly Scenario[],
): Promise<{ reference: StrategyReference; info: StrategyInfo }[]> {
  const references = new Map(request.strategies.map(({ reference, selected }) => [reference, selected]));
  for (const canary of canariesOf(scenarios, request.profile)) {
    if (!references.has(canary)) references.set(canary, false);
  }
  const described = await describeStrategies([...references.keys()]);
  return [...described].map(([reference, info]) => ({
    reference,
    info: {
      ...info,
      claims: claimsIn(request, info.claims),
      ...(reference.startsWith('file:') ? { module: reference } : {}),
      selected: references.get(reference) ?? false,
    },
  }));
}
