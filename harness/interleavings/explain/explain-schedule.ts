// Repeats one schedule by its choices and explains it: its violations, each with a sentence, and its lanes. A
// violation that a search has found counts only when it happens again here.
import type { LaneLine } from '../../../results/vocabulary/interleaving-story.js';
import type { Choice, ViolationClass } from '../../../results/vocabulary/schedule.js';
import { type OracleJudgement, violationsOf } from '../oracle.js';
import type { ExecuteOptions, Execution, Program } from '../program.js';
import { ScheduleFollower } from '../search/follow-schedule.js';
import { explainViolation } from './explain-violation.js';
import { firstProofNs } from './first-proof.js';
import { InodeLetters } from './inode-letters.js';
import { lanesOf } from './lanes.js';

export interface ExplainedSchedule {
  execution: Execution;
  /** With sentences that explain them. */
  violations: OracleJudgement[];
  lanes: LaneLine[];
  preemptions: number;
  /**
   * After how many choices the schedule no longer fitted what the clients did; null: it fitted to its end.
   */
  leftAt: number | null;
}

/** `about`: the lanes end where this class of violation is proven. */
export async function explainSchedule(
  program: Program,
  choices: readonly Choice[],
  { contended, fresh = [] }: Pick<ExecuteOptions, 'contended' | 'fresh'>,
  about: ViolationClass,
): Promise<ExplainedSchedule> {
  const follower = new ScheduleFollower(choices, 'leave-out');
  const execution = await program.execute(follower.choose, { contended, fresh });
  const letters = new InodeLetters();
  const untilNs = firstProofNs(execution, about);
  const lanes = lanesOf(execution, { preempted: follower.preempted, letters, untilNs });
  const violations = violationsOf(execution).map((found) => ({
    ...found,
    sentence: explainViolation(found, execution, letters),
  }));
  return { execution, violations, lanes, preemptions: follower.preempted.size, leftAt: follower.leftAt };
}
