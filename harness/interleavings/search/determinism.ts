// Runs a schedule once more and compares every step: what a search finds must come back. An accident is forgiven
// when another repetition goes well; two in a row, or a few in one search, are a program that does not repeat itself.
import type { Execution } from '../program.js';
import { type ExecutionRecord, type Executions, notRepeatable } from './execution-record.js';
import { follow } from './follow-schedule.js';
import { stepDifference } from './step-difference.js';

interface Repetition {
  trial: ExecutionRecord;
  /** null: it was the same. */
  difference: string | null;
}

async function repeatOnce(
  trials: Executions,
  execution: Execution,
  contended: ReadonlySet<string> | 'all',
): Promise<Repetition> {
  const trial = await trials.run(follow(execution.choices).choose, { contended });
  const { steps, ending } = trial.execution;
  const difference = stepDifference(execution.steps, steps, true)?.text ?? null;
  if (difference !== null || ending.type === execution.ending.type) return { trial, difference };
  return { trial, difference: `the schedule was ${execution.ending.type}, then ${ending.type}` };
}

/** Every so many schedules one is repeated whole, because prefixes don't show what differs at the end. */
export function isSpotCheck({ execution }: ExecutionRecord, { schedules }: Executions['counts']): boolean {
  return execution.ending.type === 'finished' && schedules % 50 === 1;
}

/** Leaves a distrust with the search if the execution does not come back. */
export async function mustRepeat(
  trials: Executions,
  { execution }: Pick<ExecutionRecord, 'execution'>,
  contended: ReadonlySet<string> | 'all' = trials.contention.keys,
): Promise<ExecutionRecord | null> {
  let last: string | null = null;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const { trial, difference } = await repeatOnce(trials, execution, contended);
    if (difference === null) return trial;
    trials.accident(difference);
    last = difference;
  }
  trials.distrust ??= `${notRepeatable}: ${last}`;
  return null;
}
