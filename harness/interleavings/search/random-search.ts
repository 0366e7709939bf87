// Random schedules, each from a seed of its own, drawn from the seed of the search: the same seed gives the same
// schedules. While clients learn to stop in more places the way of drawing changes, so only the schedules after
// the last such lesson count as a sample.
import { type Random, seededRandom } from '../../random.js';
import type { Chooser } from '../program.js';
import { isSpotCheck, mustRepeat } from './determinism.js';
import type { ExecutionRecord, Executions } from './execution-record.js';
import { pctChooser } from './pct.js';
import type { ScheduleAction } from './preemption.js';
import { randomWalkChooser } from './random-walk.js';

export interface RandomSearchPlan {
  search: 'pct' | 'walk';
  seed: number;
  /** Changes of priority in one schedule; pct only. */
  preemptions: number;
  action: ScheduleAction | null;
  /** Ends the search after an execution. */
  isEnough: (trial: ExecutionRecord) => boolean;
}

const seedMax = 0x7fffffff;

/** Resolves with the number of schedules drawn in one way. */
export async function searchRandomly(
  trials: Executions,
  plan: RandomSearchPlan,
): Promise<{ sampled: number }> {
  const seeds = seededRandom(plan.seed);
  let lengthMoments = 1;
  let sampled = 0;

  function chooser(random: Random): Chooser {
    if (plan.search === 'walk') return randomWalkChooser(random, plan.action, lengthMoments);
    const { preemptions: changes, action } = plan;
    return pctChooser(random, { clients: trials.clients, changes, lengthMoments, action });
  }

  while (!trials.isOver) {
    const choose = chooser(seededRandom(seeds.integer(0, seedMax)));
    const trial = await trials.run(choose);
    if (trials.distrust !== null) break;
    sampled = trial.grew ? 0 : sampled + 1;
    lengthMoments = Math.max(lengthMoments, trial.execution.choices.length);
    if (plan.isEnough(trial)) break;
    if (isSpotCheck(trial, trials.counts)) await mustRepeat(trials, trial);
  }
  return { sampled };
}
