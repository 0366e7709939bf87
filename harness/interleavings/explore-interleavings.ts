// Searches the interleavings of a strategy's real clients, one plan after another, and reports what was
// covered and the smallest schedule of each class of violation. Each violation was repeated once, and comes
// with a capsule that repeats it again; where nothing can be concluded, the reason is reported as distrust.
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { InterleavingsFact, InterleavingVariantResult } from '../../results/facts/interleavings-fact.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import type { CaseContext } from '../actors/case-context.js';
import { fileSystemOf } from '../platform/file-system.js';
import { holdfastVersion } from '../version.js';
import { makeInterleavingCapsule } from './counterexample.js';
import { type Merged, mergeSearches } from './merge-searches.js';
import { type PlanSearchOptions, searchPlan } from './plan-search.js';
import { runtimeUnavailability } from './runtime/availability.js';
import { ClientStartError } from './runtime/client-host.js';
import { InitialStateError } from './runtime/initial-states.js';
import { openRuntime } from './runtime/runtime.js';
import { DOCUMENT_BYTES } from './setups.js';

/** What exploring needs of a case. */
export type ExplorationContext = Pick<CaseContext, 'reference' | 'freshDirectory' | 'registerProcess'>;

export interface ExploreOptions {
  scope: 'threads' | 'processes';
  seed: number;
  /** See `RuntimeOptions.shared`. */
  shared?: boolean;
  /** See `RuntimeOptions.renewable`. */
  renewable?: boolean;
  /** See `RuntimeOptions.turnMsMax`. */
  turnMsMax?: number;
  /** See `PlanSearchOptions.byDesign`. */
  byDesign?: ReadonlySet<string>;
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
  const variants = await searchPlans(context, directory, plans, options, (plan, merged, durationMs) => {
    const { counterexamples, ...counts } = merged;
    const workload = workloadOf(plan);
    const packed = { reference, scope, seed, environment, documentBytes: DOCUMENT_BYTES, ...workload };
    return {
      ...workload,
      search: plan.search,
      ...counts,
      durationMs,
      violations: counterexamples.map(({ leftovers, ...counterexample }) => {
        const capsule = capsules.push(makeInterleavingCapsule(counterexample, { ...packed, leftovers })) - 1;
        const { class: kind, preemptions, afterSchedules, schedules, sentence, lanes } = counterexample;
        return { class: kind, preemptions, afterSchedules, schedules, sentence, lanes, capsule };
      }),
    };
  });
  return { ...fact, unavailable: null, variants, capsules };
}

function workloadOf({ variant, writers, writes, readers }: InterleavingPlan) {
  return { variant, writers, writes, readers };
}

async function searchPlans(
  { reference, registerProcess }: ExplorationContext,
  directory: string,
  plans: readonly InterleavingPlan[],
  { scope, seed, shared = false, renewable, turnMsMax, byDesign, signal, progress }: ExploreOptions,
  resultOf: (plan: InterleavingPlan, merged: Merged, durationMs: number) => InterleavingVariantResult,
): Promise<InterleavingVariantResult[]> {
  const clients = Math.max(0, ...plans.map(({ writers, readers }) => writers + readers));
  const leavesBehind = plans.some(({ variant }) => variant === 'stale-lock');
  const opened = await unlessUnusable(() =>
    openRuntime({
      scope,
      reference,
      directory,
      registerProcess,
      clients,
      shared,
      leavesBehind,
      ...(renewable === undefined ? {} : { renewable }),
      ...(turnMsMax === undefined ? {} : { turnMsMax }),
    }),
  );
  if (opened.type === 'unusable') {
    return plans.map((plan) => resultOf(plan, nothingSearched(opened.distrust), 0));
  }
  const runtime = opened.value;
  try {
    const results: InterleavingVariantResult[] = [];
    for (const [index, plan] of plans.entries()) {
      const startedMs = performance.now();
      const searching: PlanSearchOptions = {
        scope,
        seed,
        nowMs: () => performance.now(),
        ...(byDesign === undefined ? {} : { byDesign }),
        ...(signal === undefined ? {} : { signal }),
        progress: (schedules, bound) => progress?.(index, schedules, bound),
      };
      const searched = await unlessUnusable(() => searchPlan(runtime, plan, searching));
      const merged = searched.type === 'done' ? searched.value : nothingSearched(searched.distrust);
      results.push(resultOf(plan, merged, performance.now() - startedMs));
    }
    return results;
  } finally {
    await runtime.dispose();
  }
}

function nothingSearched(distrust: string): Merged {
  return { ...mergeSearches([]), distrust };
}

/** Clients that don't start, or can't make the initial state alone, leave nothing to conclude. */
async function unlessUnusable<T>(
  work: () => Promise<T>,
): Promise<{ type: 'done'; value: T } | { type: 'unusable'; distrust: string }> {
  try {
    return { type: 'done', value: await work() };
  } catch (error) {
    if (error instanceof ClientStartError || error instanceof InitialStateError) {
      return { type: 'unusable', distrust: error.message };
    }
    throw error;
  }
}
