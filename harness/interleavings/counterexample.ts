// What a search found, put to the proof: every violation's smallest schedule is led once more, and only what goes
// wrong again is a finding. With it comes its story.
import type { LaneLine } from '../../results/vocabulary/interleaving-story.js';
import type { Choice, ViolationClass } from '../../results/vocabulary/schedule.js';
import { explainSchedule } from './explain/explain-schedule.js';
import type { Program } from './program.js';
import type { FoundViolation } from './search/violations.js';

export interface Counterexample {
  class: ViolationClass;
  /** With what explains it. */
  sentence: string;
  preemptions: number;
  afterSchedules: number;
  schedules: number;
  lanes: LaneLine[];
  choices: readonly Choice[];
  contended: ReadonlySet<string> | 'all';
}

/** null: it did not go wrong again in this program. */
export async function counterexampleOf(
  found: FoundViolation,
  program: Program,
): Promise<Counterexample | null> {
  const { execution, contended, afterSchedules, schedules, preemptions } = found;
  const told = await explainSchedule(program, execution.choices, contended, found.class);
  const again = told.violations.find((one) => one.class === found.class);
  if (again === undefined || told.leftAt !== null) return null;
  return {
    class: found.class,
    sentence: again.sentence.slice(0, sentenceMax),
    preemptions,
    afterSchedules,
    schedules,
    lanes: told.lanes,
    choices: execution.choices,
    contended,
  };
}

const sentenceMax = 2000;
