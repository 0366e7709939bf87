// Runs a schedule once more and compares every step: what a search finds must come back. An accident is
// forgiven when the next repetition goes well; two in a row, or a few in one search, mean that the program is
// not deterministic.
import type { Execution } from '../program.js';
import { type ExecutionRecord, type Executions, notRepeatable } from './execution-record.js';
import { ScheduleFollower } from './follow-schedule.js';
import { stepDifference } from './step-difference.js';

/** The first difference, in words; null: it was the same. */
function differenceOf(was: Execution, is: Execution): string | null {
  const difference = stepDifference(was.steps, is.steps);
  if (difference !== null || is.ending.type === was.ending.type) return difference;
  return `the schedule was ${was.ending.type}, then ${is.ending.type}`;
}

/** Every so many schedules one is repeated whole, because prefixes don't show what differs at the end. */
export function isSpotCheck({ execution }: ExecutionRecord, { schedules }: Executions['counts']): boolean {
  return execution.ending.type === 'finished' && schedules % 50 === 1;
}

/**
 * Ends the search in distrust if the execution does not come back. If only names are others, these are
 * learned, and the search has to start anew: `executions.fresh` is another one then.
 */
export async function mustRepeat(
  executions: Executions,
  { execution }: Pick<ExecutionRecord, 'execution'>,
  contended: ReadonlySet<string> | 'all' = executions.contention.keys,
): Promise<void> {
  let last: string | null = null;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const { choose } = new ScheduleFollower(execution.choices, 'cut');
    const again = (await executions.run(choose, { contended })).execution;
    last = differenceOf(execution, again);
    if (last === null || executions.learnNames(execution.steps, again.steps)) return;
    executions.accident(last);
  }
  executions.distrust ??= `${notRepeatable}: ${last}`;
}
