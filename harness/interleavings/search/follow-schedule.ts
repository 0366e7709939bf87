// Follows a recorded schedule: makes the same choices again, notes which of them preempt a client, and where
// the recording no longer fits what the clients do. Exactly, for comparing an execution with its repetition:
// the execution is cut where they differ. Or as far as possible, for looking at one: what doesn't fit is left
// out, and the clients run to their end. Where clients stop in other places than they did, nothing fits:
// fewer-preemptions.ts follows the steps.
import type { Choice } from '../../../results/vocabulary/schedule.js';
import type { Chooser, Moment } from '../program.js';
import { actions, preempts, runnable, sameChoice, turnOf } from './preemption.js';

/** Whether a schedule may choose this here at all. */
export function isPossible(moment: Moment, choice: Choice): boolean {
  if (choice.do === 'run') return runnable(moment).includes(choice.client);
  return actions(moment, choice.do).some((possible) => sameChoice(possible, choice));
}

/** The choice that preempts no client. */
export function defaultChoice(moment: Moment): Choice {
  const [client] = runnable(moment);
  if (client === undefined) throw new Error('a schedule asked for a choice with no client pending');
  return { do: 'run', client };
}

/** Of one execution. */
export class ScheduleFollower {
  /** By the index of a step the client that had run before it and was preempted. */
  readonly preempted = new Map<number, number>();
  readonly #choices: readonly Choice[];
  readonly #misfit: 'cut' | 'leave-out';
  #next = 0;
  #leftAt: number | null = null;

  /**
   * `misfit`: what becomes of a choice that is not possible, and of an execution that goes on after the last
   * one.
   */
  constructor(choices: readonly Choice[], misfit: 'cut' | 'leave-out') {
    this.#choices = choices;
    this.#misfit = misfit;
  }

  /**
   * How many choices fitted before the first that did not, or that was one too few; null: the schedule fits.
   */
  get leftAt(): number | null {
    return this.#leftAt ?? (this.#next < this.#choices.length ? this.#next : null);
  }

  readonly choose: Chooser = (moment) => {
    const recorded = this.#take(moment);
    if (recorded === null && this.#misfit === 'cut') return 'cut';
    const choice = recorded ?? defaultChoice(moment);
    const turn = turnOf(moment);
    if (turn !== null && preempts(moment, choice)) this.preempted.set(moment.steps.length, turn);
    return choice;
  };

  /** The next recorded choice that is possible here; null: there is none. */
  #take(moment: Moment): Choice | null {
    for (let choice = this.#choices[this.#next]; choice !== undefined; choice = this.#choices[this.#next]) {
      const fits = isPossible(moment, choice);
      if (!fits) this.#leftAt ??= this.#next;
      if (!fits && this.#misfit === 'cut') return null;
      this.#next += 1;
      if (fits) return choice;
    }
    this.#leftAt ??= this.#next;
    return null;
  }
}
