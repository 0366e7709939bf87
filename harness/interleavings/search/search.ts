// Searches the schedules of a program by a plan: all of them by ascending preemptions, or random ones. A
// violation is made as small as possible within a budget, and has to come back when it is run again. A
// program that is not deterministic ends in distrust: then neither a violation nor the lack of one means
// anything.
import type { InterleavingCoverage } from '../../../results/facts/interleavings-fact.js';
import type { FreshName } from '../../../results/vocabulary/fresh-name.js';
import type { InterleavingPlan } from '../../../scenarios/lab.js';
import type { Execution, Program } from '../program.js';
import { mustRepeat } from './determinism.js';
import { searchDepthFirst } from './dfs.js';
import { type ExecutionRecord, type Executions, executions } from './execution-record.js';
import { withFewerPreemptions } from './fewer-preemptions.js';
import { actionOf } from './preemption.js';
import { searchRandomly } from './random-search.js';
import { shrink } from './shrink.js';
import type { FoundViolation, JudgedViolation } from './violations.js';

export interface SearchOptions {
  seed: number;
  /** Pure: what is wrong with an execution that ran to an end. Not asked for those that were cut. */
  judge: (execution: Execution) => readonly JudgedViolation[];
  /** Monotonic milliseconds. */
  nowMs: () => number;
  /** Calls the search off; what was found until then is returned. */
  signal?: AbortSignal;
  /** Now and then: executions so far, cut ones included, and the number of preemptions they are at. */
  progress?: (schedules: number, bound: number) => void;
}

export interface SearchResult {
  coverage: InterleavingCoverage;
  /** Run from start to end, and cut short. What made violations smaller is not counted. */
  schedules: number;
  cut: number;
  steps: number;
  /** Before which operations clients stopped at last. */
  contended: readonly string[] | 'all';
  /** Why nothing may be concluded; null: nothing of the kind. */
  distrust: string | null;
  /** Names that were others in every execution. */
  fresh: readonly FreshName[];
  /** One of each class, the smallest. */
  violations: readonly FoundViolation[];
}

const triesMax = 150;
const executionsBelowMax = 600;

interface Covered {
  completeTo: number | null;
  sampled: number;
}

async function cover(
  executed: Executions,
  plan: InterleavingPlan,
  options: SearchOptions,
  atBound: (bound: number) => void,
): Promise<Covered> {
  const { search: kind, preemptions } = plan;
  const action = actionOf(plan.variant);
  const isEnough = ({ judgements }: ExecutionRecord): boolean => !plan.findAll && judgements.length > 0;
  // A client's error is less grave than damage to its data, for which the same number of preemptions may be
  // enough.
  const isGrave = ({ judgements }: ExecutionRecord): boolean =>
    !plan.findAll && judgements.some(({ class: found }) => found !== 'client-error');
  if (kind !== 'dfs') {
    const { sampled } = await searchRandomly(executed, {
      search: kind,
      seed: options.seed,
      preemptions,
      action,
      isEnough,
    });
    return { completeTo: null, sampled };
  }
  const { completeTo } = await searchDepthFirst(executed, {
    preemptionsMax: preemptions,
    action,
    isEnough: isGrave,
    isEnoughSoFar: (most) =>
      !plan.findAll && executed.violations.all.some((found) => found.preemptions <= most),
    progress: atBound,
  });
  return { completeTo, sampled: 0 };
}

/** Makes each violation small, and repeats it. Ends early when names turn out to be fresh. */
async function settle(
  executed: Executions,
  plan: InterleavingPlan,
  renew: () => Promise<void>,
): Promise<void> {
  const { fresh } = executed;
  const action = actionOf(plan.variant);
  const executionsMax = plan.search === 'dfs' ? 0 : executionsBelowMax;
  for (const { class: wanted } of executed.violations.all) {
    await withFewerPreemptions(executed, wanted);
    if (!executed.isCalledOff) await shrink(executed, wanted, { action, triesMax, executionsMax });
    await withFewerPreemptions(executed, wanted);
    const smallest = executed.violations.of(wanted);
    if (smallest !== undefined && executed.distrust === null) {
      await renew();
      await mustRepeat(executed, smallest, smallest.contended);
    }
    if (executed.fresh !== fresh) return;
  }
}

const byCode = (one: string, other: string): number => (one < other ? -1 : Number(one !== other));

/** Rejects only when the harness itself is broken. */
export async function search(
  program: Program,
  plan: InterleavingPlan,
  options: SearchOptions,
): Promise<SearchResult> {
  let bound = 0;
  const { signal, progress } = options;
  const executed = executions(program, {
    schedulesMax: plan.schedulesMax,
    msMax: plan.msMax ?? Number.POSITIVE_INFINITY,
    nowMs: options.nowMs,
    judge: options.judge,
    action: actionOf(plan.variant),
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress: (schedules) => progress(schedules, bound) }),
  });
  let isRenewed = false;
  // Once: what a violation owes to the processes that showed it must not stay in its capsule.
  const renew = async (): Promise<void> => {
    if (!isRenewed) await program.renew?.();
    isRenewed = true;
  };
  let coverage: Covered;
  let fresh: readonly FreshName[];
  do {
    coverage = await cover(executed, plan, options, (now) => {
      bound = now;
    });
    fresh = executed.fresh;
    await settle(executed, plan, renew);
  } while (executed.fresh !== fresh);
  return {
    coverage,
    ...executed.counts,
    contended: [...executed.contention.keys].sort(byCode),
    distrust: executed.distrust,
    fresh: executed.fresh,
    violations: executed.violations.all,
  };
}
