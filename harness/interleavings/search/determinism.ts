// Runs a schedule once more and compares every step: what a search finds must come back. An accident is
// forgiven when the next repetition goes well; two in a row, or a few in one search, mean that the program is
// not deterministic.
import type { Execution } from '../program.js';
import { type ExecutionRecord, type Executions, notRepeatable } from './execution-record.js';
import { ScheduleFollower } from './follow-schedule.js';
import { stepDifference } from './step-difference.js';

/** The first difference, in words; null: it was the same. */
async function differenceOfRepetition(
  executions: Executions,
  execution: Execution,
  contended: ReadonlySet<string> | 'all',
): Promise<string | null> {
  const { choose } = new ScheduleFollower(execution.choices, 'cut');
  const { steps, ending } = (await executions.run(choose, { contended })).execution;
  const difference = stepDifference(execution.steps, steps);
  if (difference !== null || ending.type === execution.ending.type) return difference;
  return `the schedule was ${execution.ending.type}, then ${ending.type}`;
}

/** Every so many schedules one is repeated whole, because prefixes don't show what differs at the end. */
export function isSpotCheck({ execution }: ExecutionRecord, { schedules }: Executions['counts']): boolean {
  return execution.ending.type === 'finished' && schedules % 50 === 1;
}

/** Ends the search in distrust if the execution does not come back. */
export async function mustRepeat(
  executions: Executions,
  { execution }: Pick<ExecutionRecord, 'execution'>,
  contended: ReadonlySet<string> | 'all' = executions.contention.keys,
): Promise<void> {
  let last: string | null = null;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    last = await differenceOfRepetition(executions, execution, contended);
    if (last === null) return;
    executions.accident(last);
  }
  executions.distrust ??= `${notRepeatable}: ${last}`;
}
