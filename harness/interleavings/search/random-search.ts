// Searches random schedules, each from a seed of its own that is drawn from the seed of the search: the same
// seed gives the same schedules. When clients turn out to have to stop in more places the distribution
// changes, so only the schedules after the last such change count as a sample.
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
  isEnough: (record: ExecutionRecord) => boolean;
}

const seedMax = 0x7fffffff;

/** Resolves with the number of schedules drawn from one distribution. */
export async function searchRandomly(
  executions: Executions,
  plan: RandomSearchPlan,
): Promise<{ sampled: number }> {
  const seeds = seededRandom(plan.seed);
  let lengthMoments = 1;
  let sampled = 0;

  function chooser(random: Random): Chooser {
    if (plan.search === 'walk') return randomWalkChooser(random, plan.action, lengthMoments);
    const { preemptions: changes, action } = plan;
    return pctChooser(random, { clients: executions.clients, changes, lengthMoments, action });
  }

  while (!executions.isOver) {
    const choose = chooser(seededRandom(seeds.integer(0, seedMax)));
    const record = await executions.run(choose);
    if (executions.distrust !== null) break;
    sampled = record.grew ? 0 : sampled + 1;
    lengthMoments = Math.max(lengthMoments, record.execution.choices.length);
    if (plan.isEnough(record)) break;
    const { fresh } = executions;
    if (record.grew || isSpotCheck(record, executions.counts)) await mustRepeat(executions, record);
    if (executions.fresh !== fresh) sampled = 0;
  }
  return { sampled };
}
