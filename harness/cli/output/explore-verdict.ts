// What a search through interleavings comes to, held against what was asked for. Pure. A violation stands however
// little was searched; without one, anything that was asked for and not done leaves it open.

import type {
  InterleavingsFact,
  InterleavingVariantResult,
} from '../../../results/facts/interleavings-fact.js';
import { coverageWords } from '../../../results/verdicts/interleaving-words.js';
import type { InterleavingPlan } from '../../../scenarios/lab.js';
import { type ExitCode, exitCode } from '../exit-code.js';

/** none-found: within what was asked for, and no further. */
export type ExploreVerdict = 'violated' | 'none-found' | 'inconclusive';

export interface ExploreJudgement {
  verdict: ExploreVerdict;
  /** What is missing; empty unless inconclusive. */
  lacks: string[];
}

export const exploreExitCodes = {
  violated: exitCode.noGo,
  'none-found': exitCode.go,
  inconclusive: exitCode.inconclusive,
} as const satisfies Record<ExploreVerdict, ExitCode>;

export function judgeExploration(
  fact: InterleavingsFact,
  plans: readonly InterleavingPlan[],
): ExploreJudgement {
  if (fact.variants.some(({ violations }) => violations.length > 0))
    return { verdict: 'violated', lacks: [] };
  const { unavailable } = fact;
  if (unavailable !== null) {
    return { verdict: 'inconclusive', lacks: [`it can't be run here: ${unavailable.reason}`] };
  }
  const lacks = plans.flatMap((plan, index) => lackOf(plan, fact.variants[index]));
  return { verdict: lacks.length === 0 && plans.length > 0 ? 'none-found' : 'inconclusive', lacks };
}

function lackOf(plan: InterleavingPlan, result: InterleavingVariantResult | undefined): string[] {
  if (result === undefined) return [`${plan.variant}: nothing was searched`];
  if (result.distrust !== null) return [`${plan.variant}: nothing may be concluded: ${result.distrust}`];
  return isDone(plan, result)
    ? []
    : [`${plan.variant}: the search ended early, after ${coverageWords(result)}`];
}

/**
 * Random schedules count as a sample only since clients last learned to stop in more places: when that was late, too
 * few of those asked for do.
 */
function isDone(
  { search, preemptions, schedulesMax }: InterleavingPlan,
  { coverage: { completeTo, sampled }, schedules, cut }: InterleavingVariantResult,
): boolean {
  if (search === 'dfs') return completeTo !== null && completeTo >= preemptions;
  return schedules + cut >= schedulesMax && sampled * 2 >= schedulesMax;
}
