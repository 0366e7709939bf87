// Searches by one plan. A plan with a stale lock is searched once from each initial state that a dying writer
// may leave, and these searches share its budget. Crashes in a schedule are virtual; a violation that does
// not repeat with a real one (of a lock that asks whether its owner's process lives) is searched for again
// with real crashes.
import type { Tree } from '../../results/vocabulary/trace.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import { type Counterexample, counterexampleOf } from './counterexample.js';
import { type Merged, mergeSearches, type Searched } from './merge-searches.js';
import { violationsOf } from './oracle.js';
import type { Execution, Program } from './program.js';
import type { Leftovers } from './runtime/initial-states.js';
import type { Runtime } from './runtime/runtime.js';
import { type SearchResult, search } from './search/search.js';
import { DOCUMENT_BYTES, setupOf } from './setups.js';

export type SearchableRuntime = Pick<Runtime, 'program' | 'leftovers'>;

export interface PlanSearchOptions {
  scope: 'threads' | 'processes';
  seed: number;
  /** Monotonic milliseconds. */
  nowMs: () => number;
  /** Classes that are no violation, because the strategy promises nothing else; default none. */
  byDesign?: ReadonlySet<string>;
  signal?: AbortSignal;
  /** Schedules of this plan so far, cut ones included. */
  progress?: (schedules: number, bound: number) => void;
}

export async function searchPlan(
  runtime: SearchableRuntime,
  plan: InterleavingPlan,
  options: PlanSearchOptions,
): Promise<Merged> {
  const startedMs = options.nowMs();
  const { trees, pids } = await leftoversFor(runtime, plan, options);
  // Where a dying writer leaves nothing, the document alone.
  const initialStates = trees.length === 0 ? [null] : trees;
  const done: Searched[] = [];
  for (const [index, leftovers] of initialStates.entries()) {
    const spent = done.reduce((sum, { schedules, cut }) => sum + schedules + cut, 0);
    const share = (most: number, used: number) => Math.max(1, (most - used) / (initialStates.length - index));
    const within: InterleavingPlan = {
      ...plan,
      schedulesMax: Math.floor(share(plan.schedulesMax, spent)),
      msMax: plan.msMax === null ? null : share(plan.msMax, options.nowMs() - startedMs),
    };
    const searched = await searchFrom(runtime, { tree: leftovers, pids }, within, {
      ...options,
      progress: (schedules, bound) => options.progress?.(spent + schedules, bound),
    });
    done.push(searched);
    if (isEnough(searched, plan)) break;
  }
  const merged = mergeSearches(done);
  // Initial states that were not searched are not covered.
  return done.length < initialStates.length
    ? { ...merged, coverage: { ...merged.coverage, completeTo: null } }
    : merged;
}

async function leftoversFor(
  runtime: SearchableRuntime,
  { variant }: InterleavingPlan,
  { seed, signal }: PlanSearchOptions,
): Promise<Leftovers> {
  if (variant !== 'stale-lock' || signal?.aborted === true) return { trees: [], pids: [] };
  return await runtime.leftovers(DOCUMENT_BYTES, seed);
}

function isEnough({ counterexamples, distrust }: Searched, { findAll }: InterleavingPlan): boolean {
  return distrust !== null || (!findAll && counterexamples.length > 0);
}

async function searchFrom(
  runtime: SearchableRuntime,
  { tree: leftovers, pids }: { tree: Tree | null; pids: readonly number[] },
  plan: InterleavingPlan,
  options: PlanSearchOptions,
): Promise<Searched> {
  const startedMs = options.nowMs();
  const programWith = (realDeaths: boolean): Program =>
    runtime.program(
      setupOf({ ...plan, documentBytes: DOCUMENT_BYTES, seed: options.seed, leftovers }, realDeaths, pids),
    );
  const virtual = programWith(false);
  const found = await searchIn(virtual, plan, options);
  if (plan.variant !== 'crash' || options.scope === 'threads' || found.violations.length === 0) {
    return { leftovers, ...(await provenIn(virtual, found)) };
  }
  const real = programWith(true);
  const proven = await provenIn(real, found);
  if (proven.distrust === null || found.distrust !== null) return { leftovers, ...proven };
  const left = {
    ...plan,
    schedulesMax: Math.max(1, plan.schedulesMax - found.schedules - found.cut),
    msMax: plan.msMax === null ? null : Math.max(1, plan.msMax - (options.nowMs() - startedMs)),
  };
  return { leftovers, ...(await provenIn(real, await searchIn(real, left, options))) };
}

function searchIn(
  program: Program,
  plan: InterleavingPlan,
  options: PlanSearchOptions,
): Promise<SearchResult> {
  const { scope: _, byDesign, ...rest } = options;
  const judge = (execution: Execution) =>
    violationsOf(execution).filter(({ class: kind }) => byDesign?.has(kind) !== true);
  return search(program, plan, { ...rest, judge });
}

async function provenIn(program: Program, found: SearchResult): Promise<Omit<Searched, 'leftovers'>> {
  const { coverage, schedules, cut, steps } = found;
  const counterexamples: Counterexample[] = [];
  let distrust = found.distrust;
  for (const violation of found.violations) {
    const counterexample = await counterexampleOf(violation, program);
    if (counterexample !== null) counterexamples.push(counterexample);
    else distrust ??= `the schedule of a ${violation.class} did not go wrong again`;
  }
  return { coverage, schedules, cut, steps, distrust, counterexamples };
}
