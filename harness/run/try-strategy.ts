// Looks for a counterexample of one strategy as fast as it can be found, and hands over every experiment the
// moment it has ended. No canaries run beside it: nothing here is a verdict, and only failures mean anything.
import path from 'node:path';
import type { StoredRun } from '../../results/archive/stored-run.js';
import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type { CaseEntry, Run } from '../../results/facts/run-record.js';
import { RUN_SCHEMA_VERSION } from '../../results/facts/run-record.js';
import { claimedScopes, localScopes } from '../../results/vocabulary/verdict.js';
import { scenarios } from '../../scenarios/all-scenarios.js';
import { describePlatform } from '../platform/describe-platform.js';
import { removeTree } from '../processes/run-directory.js';
import { type WorkDirectory, withWorkDirectory } from '../processes/work-directory.js';
import { holdfastVersion } from '../version.js';
import { describeStrategies, requireAvailable } from './describe.js';
import { requireSpace } from './environment.js';
import { Host } from './host.js';
import { runCase } from './run-case.js';
import type { TryObserver, TryRequest } from './run-contract.js';
import { type TryStep, tryOrder } from './try-order.js';

/** Two processors are what the smallest machine has. */
const WORKERS = 2;

/** Rejects with EnvironmentError or PlatformError when nothing can be tried here. */
export async function tryStrategy(
  request: TryRequest,
  observer: TryObserver,
  signal: AbortSignal,
): Promise<void> {
  await withWorkDirectory(request.dir, async (work) => {
    await requireSpace(request.dir);
    await new Trial(request, observer, signal, work).run();
  });
}

class Trial {
  readonly #hosts: Host[];

  constructor(
    private readonly request: TryRequest,
    private readonly observer: TryObserver,
    private readonly signal: AbortSignal,
    private readonly work: WorkDirectory,
  ) {
    // They start while the strategy is asked what it is.
    this.#hosts = Array.from({ length: WORKERS }, () => new Host(work));
  }

  async run(): Promise<void> {
    try {
      await requireAvailable(this.request.reference);
      const template = await this.#template();
      const [info] = template.strategies;
      const claimed = claimedScopes(info?.claims ?? {});
      const scopes = this.request.scopes ?? localScopes.filter((scope) => claimed.includes(scope));
      const { search, others } = tryOrder(scenarios, scopes);
      this.observer.planned(search.length + others.length);
      const queues = [
        [search, others],
        [others, search],
      ];
      await Promise.all(queues.map((order, worker) => this.#work(worker, order, template)));
    } finally {
      for (const host of this.#hosts) host.end();
    }
  }

  async #work(worker: number, queues: TryStep[][], template: Run): Promise<void> {
    for (;;) {
      const step = queues.find((queue) => queue.length > 0)?.shift();
      if (step === undefined || this.signal.aborted) return;
      const done = await this.#look(worker, step);
      if (done === null) return;
      const { strategy, scenario, scope } = done.entry;
      if (isViolated(done.facts)) dropRest(queues, step);
      const planned = [{ strategy, scenario, scope }];
      const run: Run = { ...template, planned, cases: [done.entry], finishedAt: new Date().toISOString() };
      await this.observer.looked({ run, cases: [done] });
    }
  }

  /** null: it was cut off. */
  async #look(
    worker: number,
    { scenario, scope, parts }: TryStep,
  ): Promise<StoredRun['cases'][number] | null> {
    const { reference, seed, id: strategy } = this.request;
    const known = this.#hosts[worker];
    const host = known?.usable === true ? known : new Host(this.work);
    this.#hosts[worker] = host;
    const directory = this.work.caseDirectory(`${scenario}.${scope}`);
    try {
      const outcome = await runCase(
        host,
        {
          do: 'case',
          strategy: reference,
          scenario,
          scope,
          parts: parts === null ? null : [...parts],
          profile: 'quick',
          seed,
          recorder: 'node',
          directory,
        },
        this.signal,
      );
      if (this.signal.aborted) return null;
      const durationMs = Math.round(outcome.durationMs);
      const entry: CaseEntry = { strategy, scenario, scope, file: '', state: outcome.state, durationMs };
      return { entry, facts: outcome.facts };
    } finally {
      if (!host.usable) host.end();
      removeQuietly(directory);
    }
  }

  /** What all experiments have in common, as a run that holds none of them. */
  async #template(): Promise<Run> {
    const { reference, seed, dir, out, scopes } = this.request;
    // What was asked for decides, also where the strategy claims less.
    const asked = Object.fromEntries((scopes ?? []).map((scope) => [scope, true]));
    const [platform, described] = await Promise.all([
      describePlatform(this.work.path),
      describeStrategies([reference]),
    ]);
    const strategies = [...described.values()].map((info) => ({
      ...info,
      claims: { ...info.claims, ...asked },
      ...(reference.startsWith('file:') ? { module: reference } : {}),
      selected: true,
    }));
    return {
      schemaVersion: RUN_SCHEMA_VERSION,
      id: path.basename(out),
      holdfast: holdfastVersion,
      startedAt: new Date().toISOString(),
      finishedAt: null,
      status: 'finished',
      platform,
      config: {
        profile: 'quick',
        seed,
        policy: 'strict',
        dir,
        strategies: strategies.map(({ id }) => id),
        scenarios: scenarios.map(({ id }) => id),
        required: strategies.map(({ id }) => id),
        maxTimeMs: null,
        recorder: 'node',
      },
      strategies,
      planned: [],
      cases: [],
      warnings: [],
    };
  }
}

function isViolated(facts: readonly Fact[]): boolean {
  return factsOf(facts, 'interleavings').some(({ variants }) =>
    variants.some(({ violations }) => violations.length > 0),
  );
}

/** A strategy that fails without disturbances needs no search with them. */
function dropRest(queues: TryStep[][], { scenario, scope }: TryStep): void {
  for (const queue of queues) {
    const kept = queue.filter((one) => one.scenario !== scenario || one.scope !== scope);
    queue.splice(0, queue.length, ...kept);
  }
}

/** What can't be removed now is removed with the work directory. */
function removeQuietly(directory: string): void {
  try {
    removeTree(directory);
  } catch {
    // It may hold something that its strategy still writes.
  }
}
