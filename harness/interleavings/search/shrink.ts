// Makes a counterexample smaller within its class of violation: fewer preemptions, then fewer steps. First by
// trying: a stretch of one client's run is joined with its next, or left out, and the rest of the schedule is
// followed as far as it fits. Trying gets stuck at more preemptions than needed, so a search through all
// schedules with fewer preemptions ends it, within a budget.
import type { Choice, ViolationClass } from '../../../results/vocabulary/schedule.js';
import { searchDepthFirst } from './dfs.js';
import type { Executions } from './execution-record.js';
import { ScheduleFollower } from './follow-schedule.js';
import { type ScheduleAction, sameChoice } from './preemption.js';
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
  /** Executions spent on searching with fewer preemptions; 0: these are known to find nothing. */
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

function choicesOf(stretches: readonly Stretch[]): Choice[] {
  return stretches.flatMap(({ choice, times }) => new Array<Choice>(times).fill(choice));
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

/** Tries until nothing gets smaller or the tries are spent. */
async function tryAround(executions: Executions, wanted: ViolationClass, triesMax: number): Promise<void> {
  let tries = 0;
  for (let best: FoundViolation | undefined, improved = true; improved; ) {
    improved = false;
    best = executions.violations.of(wanted);
    if (best === undefined) return;
    const stretches = stretchesOf(best.execution.choices);
    for (let i = stretches.length - 1; i >= 0 && !improved; i -= 1) {
      for (const candidate of smallerBy(stretches, i)) {
        if (tries >= triesMax || executions.isCalledOff) return;
        tries += 1;
        const follower = new ScheduleFollower(choicesOf(candidate), 'leave-out');
        await executions.run(follower.choose, { contended: best.contended });
        improved = executions.violations.of(wanted) !== best;
        if (improved) break;
      }
    }
  }
}

/** What is smaller replaces the violation in `executions.violations`. */
export async function shrink(
  executions: Executions,
  wanted: ViolationClass,
  plan: ShrinkPlan,
): Promise<void> {
  await tryAround(executions, wanted, plan.triesMax);
  const best = executions.violations.of(wanted);
  if (best === undefined || best.preemptions === 0 || plan.executionsMax === 0) return;
  await searchDepthFirst(executions, {
    preemptionsMax: best.preemptions - 1,
    action: plan.action,
    aside: { contended: best.contended, executionsMax: plan.executionsMax },
    isEnough: ({ judgements }) => judgements.some((judgement) => judgement.class === wanted),
    isEnoughSoFar: () => false,
  });
}
