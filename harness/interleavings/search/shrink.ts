// Makes a counterexample smaller within its class of violation: fewer preemptions, then fewer steps. First by
// trying: a piece of one client's run is joined with its next, or left out, and the clients are led along what
// is left as far as they follow. Trying gets stuck at more preemptions than needed, so a search through all
// schedules with fewer ends it, within a budget.
import type { Choice, ViolationClass } from '../../../results/vocabulary/schedule.js';
import type { Chooser } from '../program.js';
import { searchDepthFirst } from './dfs.js';
import type { Executions } from './execution-record.js';
import { actions, runnable, type ScheduleAction, sameChoice, turnOf } from './preemption.js';
import type { FoundViolation } from './violations.js';

/** A stretch of choices of one kind on one client. */
interface Stretch {
  choice: Choice;
  times: number;
}

export interface ShrinkPlan {
  action: ScheduleAction | null;
  /** Executions spent on trying. */
  triesMax: number;
  /** Executions spent on searching below; 0: fewer preemptions are known to be impossible. */
  executionsMax: number;
}

function stretchesOf(choices: readonly Choice[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const choice of choices) {
    const last = stretches.at(-1);
    if (last !== undefined && choice.do === 'run' && sameChoice(last.choice, choice)) last.times += 1;
    else stretches.push({ choice, times: 1 });
  }
  return stretches;
}

/** Follows as far as the clients do; what can't be done is passed over, and what is left over is led to the end. */
function leadAlong(stretches: readonly Stretch[]): Chooser {
  let index = 0;
  let times = 0;
  return (moment) => {
    for (let stretch = stretches[index]; stretch !== undefined; stretch = stretches[index]) {
      const { choice } = stretch;
      const possible =
        choice.do === 'run'
          ? runnable(moment).includes(choice.client)
          : actions(moment, choice.do).some((one) => sameChoice(one, choice));
      if (possible && times < stretch.times) {
        times += 1;
        return choice;
      }
      index += 1;
      times = 0;
    }
    const client = turnOf(moment) ?? runnable(moment)[0];
    return client === undefined ? 'cut' : { do: 'run', client };
  };
}

/** Without stretch `i`, or with it joined to the next or the previous one of the same client. */
function smallerBy(stretches: readonly Stretch[], i: number): Stretch[][] {
  const stretch = stretches[i];
  if (stretch === undefined) return [];
  const without = stretches.toSpliced(i, 1);
  const isSame = (other: Stretch): boolean => sameChoice(other.choice, stretch.choice);
  const next = without.findIndex((other, j) => j >= i && isSame(other));
  const previous = without.findLastIndex((other, j) => j < i && isSame(other));
  const joined = [next, previous].flatMap((j) => {
    const other = without[j];
    if (other === undefined || stretch.choice.do !== 'run') return [];
    return [without.with(j, { choice: other.choice, times: other.times + stretch.times })];
  });
  return [...joined, without];
}

/** Tries until nothing gets smaller any more or the tries are spent. */
async function tryAround(trials: Executions, wanted: ViolationClass, triesMax: number): Promise<void> {
  let tries = 0;
  for (let best: FoundViolation | undefined, improved = true; improved; ) {
    improved = false;
    best = trials.violations.of(wanted);
    if (best === undefined) return;
    const stretches = stretchesOf(best.execution.choices);
    for (let i = stretches.length - 1; i >= 0 && !improved; i -= 1) {
      for (const candidate of smallerBy(stretches, i)) {
        if (tries >= triesMax || trials.isCalledOff) return;
        tries += 1;
        await trials.run(leadAlong(candidate), { contended: best.contended });
        improved = trials.violations.of(wanted) !== best;
        if (improved) break;
      }
    }
  }
}

/** What is smaller replaces the violation in `trials.violations`. */
export async function shrink(trials: Executions, wanted: ViolationClass, plan: ShrinkPlan): Promise<void> {
  await tryAround(trials, wanted, plan.triesMax);
  const best = trials.violations.of(wanted);
  if (best === undefined || best.preemptions === 0 || plan.executionsMax === 0) return;
  await searchDepthFirst(trials, {
    preemptionsMax: best.preemptions - 1,
    action: plan.action,
    aside: { contended: best.contended, executionsMax: plan.executionsMax },
    isEnough: ({ judgements }) => judgements.some((judgement) => judgement.class === wanted),
    isEnoughSoFar: () => false,
  });
}
