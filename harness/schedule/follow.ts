// Leads clients through a recorded schedule again and notes where a client that could have gone on was not let. A
// choice that doesn't fit (the client is not there, or not any more) is left out and the place noted; after the last
// one everybody runs to the end.
import type { Choice } from '../../results/schedule.js';
import type { Chooser, Moment, Pending } from './program.js';

export class Follower {
  /** By the index of a step the client that had run before it and could have gone on. */
  readonly preempted = new Map<number, number>();
  readonly #choices: readonly Choice[];
  #next = 0;
  #leftAt: number | null = null;
  #paused: number | null = null;

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

  #take({ pending }: Moment): Choice | null {
    while (this.#next < this.#choices.length) {
      const choice = this.#choices[this.#next];
      if (choice === undefined) break;
      const fits = choice.do === 'clock-jump' || pending.some(({ client }) => client === choice.client);
      if (!fits) this.#leftAt ??= this.#next;
      this.#next += 1;
      if (fits) return choice;
    }
    this.#leftAt ??= this.#next;
    return null;
  }

  #note({ last, pending, steps }: Moment, choice: Choice): void {
    const chosen = choice.do === 'clock-jump' ? null : choice.client;
    if (chosen === null) return;
    const couldGoOn = pending.some(({ client, state }) => client === last && state === 'gate');
    if (last !== null && chosen !== last && couldGoOn && this.#paused !== last) {
      this.preempted.set(steps.length, last);
    }
    // A pause ends its client's turn: the switch after it is nobody's preemption.
    this.#paused = choice.do === 'pause' ? choice.client : null;
  }
}

/** As few switches as can be: whoever ran last, else the first that is awake, else the first that wakes. */
function defaultChoice({ pending, last }: Moment): Choice {
  const awake = pending.filter(({ state }) => state === 'gate');
  const next = awake.find(({ client }) => client === last) ?? awake[0] ?? firstToWake(pending);
  if (next === undefined) throw new Error('a schedule asked for a choice with nobody pending');
  return { do: 'run', client: next.client };
}

function firstToWake(pending: readonly Pending[]): Pending | undefined {
  return pending.reduce<Pending | undefined>(
    (first, one) =>
      first === undefined || (one.wakeMs ?? Infinity) < (first.wakeMs ?? Infinity) ? one : first,
    undefined,
  );
}
