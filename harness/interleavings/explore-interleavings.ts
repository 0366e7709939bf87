// Searches through the interleavings of a strategy's real clients, one plan after another, and tells what was
// covered and the smallest schedule of each class of violation. What goes wrong has gone wrong twice, and comes with
// a capsule that leads to it again; what can't be concluded is told as distrust.
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { InterleavingsFact, InterleavingVariantResult } from '../../results/facts/interleavings-fact.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import type { CaseContext } from '../actors/case-context.js';
import { fileSystemOf } from '../platform/file-system.js';
import { holdfastVersion } from '../version.js';
import { type Merged, mergeSearches } from './merge-searches.js';
import { type PlanSearchOptions, type SearchableRuntime, searchPlan } from './plan-search.js';
import { runtimeUnavailability } from './runtime/availability.js';
import { ClientStartError } from './runtime/client-host.js';
import { InitialStateError } from './runtime/initial-states.js';
import { openRuntime } from './runtime/runtime.js';
import { makeInterleavingCapsule } from './schedule-capsule.js';
import { DOCUMENT_BYTES } from './setups.js';

/** What exploring needs of a bench. */
export type ExplorationContext = Pick<CaseContext, 'reference' | 'freshDirectory' | 'registerProcess'>;

export interface ExploreOptions {
  scope: 'threads' | 'processes';
  seed: number;
  /** See `WorldOptions.shared`. */
  shared?: boolean;
  /** Ends the search as incomplete. */
  signal?: AbortSignal;
  /** Called now and then: schedules so far, of which plan. */
  progress?: (plan: number, schedules: number, bound: number) => void;
}

/** Rejects only when the harness itself is broken. */
export async function explore(
  context: ExplorationContext,
  plans: readonly InterleavingPlan[],
  options: ExploreOptions,
): Promise<InterleavingsFact> {
  const { scope, seed } = options;
  const directory = context.freshDirectory('schedules');
  const fact = { kind: 'interleavings', seed, scope } as const;
  const unavailable = await runtimeUnavailability(directory);
  if (unavailable !== null) return { ...fact, unavailable, variants: [], capsules: [] };
  const { type: fileSystem } = await fileSystemOf(directory);
  const environment: InterleavingCapsule['environment'] = {
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    holdfast: holdfastVersion,
    fileSystem,
  };
  const capsules: InterleavingCapsule[] = [];
  const { reference } = context;
  const variants = await inWorld(context, directory, plans, options, (plan, merged, durationMs) => {
    const { witnesses, ...counts } = merged;
    const context = { reference, scope, seed, environment, documentBytes: DOCUMENT_BYTES, ...castOf(plan) };
    return {
      ...castOf(plan),
      search: plan.search,
      ...counts,
      durationMs,
      violations: witnesses.map(({ leftovers, ...witness }) => {
        const capsule = capsules.push(makeInterleavingCapsule(witness, { ...context, leftovers })) - 1;
        const { class: kind, preemptions, afterSchedules, schedules, sentence, lanes } = witness;
        return { class: kind, preemptions, afterSchedules, schedules, sentence, lanes, capsule };
      }),
    };
  });
  return { ...fact, unavailable: null, variants, capsules };
}

function castOf({ variant, writers, writes, readers }: InterleavingPlan) {
  return { variant, writers, writes, readers };
}

/** Clients that don't even start, or can't do alone what every schedule begins with, leave nothing to conclude. */
async function inWorld(
  { reference, registerProcess }: ExplorationContext,
  directory: string,
  plans: readonly InterleavingPlan[],
  { scope, seed, shared = false, signal, progress }: ExploreOptions,
  told: (plan: InterleavingPlan, merged: Merged, durationMs: number) => InterleavingVariantResult,
): Promise<InterleavingVariantResult[]> {
  const clients = Math.max(0, ...plans.map(({ writers, readers }) => writers + readers));
  const leavesBehind = plans.some(({ variant }) => variant === 'stale-lock');
  const opened = await orDistrust(() =>
    openRuntime({ scope, reference, directory, registerProcess, clients, shared, leavesBehind }),
  );
  if (typeof opened === 'string') return plans.map((plan) => told(plan, nothing(opened), 0));
  try {
    const results: InterleavingVariantResult[] = [];
    for (const [index, plan] of plans.entries()) {
      const startedMs = performance.now();
      const searching: PlanSearchOptions = {
        scope,
        seed,
        nowMs: () => performance.now(),
        ...(signal === undefined ? {} : { signal }),
        progress: (schedules, bound) => progress?.(index, schedules, bound),
      };
      const merged = await searched(opened, plan, searching);
      results.push(told(plan, merged, performance.now() - startedMs));
    }
    return results;
  } finally {
    await opened.dispose();
  }
}

async function searched(
  world: SearchableRuntime,
  plan: InterleavingPlan,
  options: PlanSearchOptions,
): Promise<Merged> {
  const merged = await orDistrust(() => searchPlan(world, plan, options));
  return typeof merged === 'string' ? nothing(merged) : merged;
}

function nothing(distrust: string): Merged {
  return { ...mergeSearches([]), distrust };
}

async function orDistrust<T extends object>(attempt: () => Promise<T>): Promise<T | string> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof ClientStartError || error instanceof InitialStateError) return error.message;
    throw error;
  }
}
