// Runs every schedule of a toy with at most so many preemptions: no caching, no learning, clients stop before
// everything. Slow and simple on purpose: the search, which leaves out most schedules, is compared with this.
import type { Choice } from '../../../../results/vocabulary/schedule.js';
import type { Execution, Moment, Program } from '../../program.js';
import { actions, preempts, runnable, type ScheduleAction } from '../preemption.js';

export interface Exhausted {
  /** With at most 0, 1, … preemptions; each set contains the one before. */
  byBound: ReadonlySet<string>[];
  executions: number;
}

function everyChoiceAt(moment: Moment, action: ScheduleAction | null): Choice[] {
  const runs = runnable(moment).map((client): Choice => ({ do: 'run', client }));
  return action === null ? runs : [...runs, ...actions(moment, action)];
}

/** null: more executions than `executionsMax`. */
export async function exhaust(
  program: Program,
  outcomeOf: (execution: Execution) => string | null,
  {
    preemptionsMax,
    action,
    executionsMax,
  }: {
    preemptionsMax: number;
    action: ScheduleAction | null;
    executionsMax: number;
  },
): Promise<Exhausted | null> {
  const byBound = Array.from({ length: preemptionsMax + 1 }, () => new Set<string>());
  const open: Choice[][] = [[]];
  let executions = 0;
  for (let prefix = open.pop(); prefix !== undefined; prefix = open.pop()) {
    const path = [...prefix];
    const replayed = prefix.length;
    let preemptions = 0;
    if (executions >= executionsMax) return null;
    executions += 1;
    const execution = await program.execute(
      (moment) => {
        let choice = path[moment.index];
        if (choice === undefined || moment.index >= replayed) {
          const acted = path.some((one) => one.do !== 'run');
          const affordable = everyChoiceAt(moment, acted ? null : action).filter(
            (one) => !preempts(moment, one) || preemptions < preemptionsMax,
          );
          const [first, ...others] = affordable;
          if (first === undefined) throw new Error('a moment without a choice');
          for (const other of others) open.push([...path, other]);
          choice = first;
          path.push(choice);
        }
        if (preempts(moment, choice)) preemptions += 1;
        return choice;
      },
      { contended: 'all' },
    );
    const outcome = outcomeOf(execution);
    if (outcome === null) throw new Error('an execution without an outcome');
    for (let bound = preemptions; bound <= preemptionsMax; bound += 1) byBound[bound]?.add(outcome);
  }
  return { byBound, executions };
}
