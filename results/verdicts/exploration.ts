// What a search through interleavings proves, held against what was asked for. Pure. A violation stands
// however little was searched; without one, anything that was asked for and not done leaves the question
// open.
import type { InterleavingsFact, InterleavingVariantResult } from '../facts/interleavings-fact.js';
import type { InterleavingVariant } from '../vocabulary/schedule.js';
import { coverageWords } from './interleaving-words.js';

/** What was asked for of one variant. */
export interface SearchGoal {
  variant: InterleavingVariant;
  writers: number;
  /** Of each writer. */
  writes: number;
  search: 'dfs' | 'pct' | 'walk';
  /** dfs: the bound; pct: how many changes of priority. */
  preemptions: number;
  schedulesMax: number;
}

/** none-found: within what was asked for, and no further. */
export type ExploreVerdict = 'violated' | 'none-found' | 'inconclusive';

export interface ExploreJudgement {
  verdict: ExploreVerdict;
  /** What is missing; empty unless inconclusive. */
  lacks: string[];
}

export function judgeExploration(fact: InterleavingsFact, goals: readonly SearchGoal[]): ExploreJudgement {
  if (fact.variants.some(({ violations }) => violations.length > 0))
    return { verdict: 'violated', lacks: [] };
  const { unavailable } = fact;
  if (unavailable !== null) {
    return { verdict: 'inconclusive', lacks: [`no schedule can be run here: ${unavailable.reason}`] };
  }
  const lacks = goals.flatMap((goal, index) => lackOf(goal, fact.variants[index]));
  return { verdict: lacks.length === 0 && goals.length > 0 ? 'none-found' : 'inconclusive', lacks };
}

function lackOf(goal: SearchGoal, result: InterleavingVariantResult | undefined): string[] {
  if (result === undefined) return [`${goal.variant}: nothing was searched`];
  if (result.distrust !== null) return [`${goal.variant}: nothing may be concluded: ${result.distrust}`];
  return isDone(goal, result)
    ? []
    : [`${goal.variant}: the search ended early, after ${coverageWords(result)}`];
}

/**
 * Random schedules count as a sample only from the moment on at which the last contended file was discovered: when that
 * was late, too few of those asked for count.
 */
function isDone(
  { search, preemptions, schedulesMax }: SearchGoal,
  { coverage: { completeTo, sampled }, schedules, cut }: InterleavingVariantResult,
): boolean {
  if (search === 'dfs') return completeTo !== null && completeTo >= preemptions;
  return schedules + cut >= schedulesMax && sampled * 2 >= schedulesMax;
}
