// Leads clients through a recorded schedule again and notes where a client that could have gone on was not let. A
// choice that doesn't fit (the client is not there, or not any more) is left out and the place noted; after the last
// one everybody runs to the end.
import type { Choice } from '../../../results/vocabulary/schedule.js';
import type { Chooser, Moment } from '../program.js';
import { isPossible } from './follow-schedule.js';
import { preempts, runnable, turnOf } from './preemption.js';

export class Follower {
  /** By the index of a step the client that had run before it and could have gone on. */
  readonly preempted = new Map<number, number>();
  readonly #choices: readonly Choice[];
  #next = 0;
  #leftAt: number | null = null;

  constructor(choices: readonly Choice[]) {
    this.#choices = choices;
  }

  /** How many choices had been taken when the first did not fit, or the schedule went on after its end; null: never. */
  get leftAt(): number | null {
    return this.#leftAt ?? (this.#next < this.#choices.length ? this.#next : null);
  }

  readonly choose: Chooser = (moment) => {
    const choice = this.#take(moment) ?? defaultChoice(moment);
    this.#note(moment, choice);
    return choice;
  };

  #take(moment: Moment): Choice | null {
    while (this.#next < this.#choices.length) {
      const choice = this.#choices[this.#next];
      if (choice === undefined) break;
      const fits = isPossible(moment, choice);
      if (!fits) this.#leftAt ??= this.#next;
      this.#next += 1;
      if (fits) return choice;
    }
    this.#leftAt ??= this.#next;
    return null;
  }

  #note(moment: Moment, choice: Choice): void {
    const turn = turnOf(moment);
    if (turn !== null && preempts(moment, choice)) this.preempted.set(moment.steps.length, turn);
  }
}

/** As few switches as can be. */
function defaultChoice(moment: Moment): Choice {
  const [client] = runnable(moment);
  if (client === undefined) throw new Error('a schedule asked for a choice with nobody pending');
  return { do: 'run', client };
}
