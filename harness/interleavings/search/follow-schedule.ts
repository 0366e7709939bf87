// Leads the clients through a list of choices again, exactly, and says where they did not follow. A schedule that
// can't be followed to its end is cut there: it proves nothing.
import type { Choice } from '../../../results/vocabulary/schedule.js';
import type { Chooser, ExecuteOptions, Execution, Moment, Pending, Program } from '../program.js';
import { actions, runnable, sameChoice } from './preemption.js';

export interface Divergence {
  /** Index of the moment. */
  moment: number;
  /** null: the choices had come to their end and the clients had not. */
  wanted: Choice | null;
  /** What could have been chosen; empty: the clients had come to their end. */
  pending: readonly Pending[];
}

export interface Replayed {
  execution: Execution;
  /** null: every choice was taken, and nothing was left to choose. */
  divergence: Divergence | null;
}

/** Whether a schedule may choose this here at all. */
export function isPossible(moment: Moment, choice: Choice): boolean {
  if (choice.do === 'run') return runnable(moment).includes(choice.client);
  return actions(moment, choice.do).some((possible) => sameChoice(possible, choice));
}

/** Takes exactly these choices, and cuts where they can't be taken. */
export function follow(choices: readonly Choice[]): { choose: Chooser; divergence: () => Divergence | null } {
  let divergence: Divergence | null = null;
  const choose: Chooser = (moment) => {
    const wanted = choices[moment.index] ?? null;
    if (wanted !== null && isPossible(moment, wanted)) return wanted;
    divergence = { moment: moment.index, wanted, pending: [...moment.pending] };
    return 'cut';
  };
  return { choose, divergence: () => divergence };
}

export async function replay(
  program: Program,
  choices: readonly Choice[],
  options: ExecuteOptions,
): Promise<Replayed> {
  const { choose, divergence } = follow(choices);
  const execution = await program.execute(choose, options);
  const taken = execution.choices.length;
  const unused = choices[taken];
  const early: Divergence | null =
    unused === undefined ? null : { moment: taken, wanted: unused, pending: [] };
  return { execution, divergence: divergence() ?? early };
}

/** In words; clients are counted from 0. */
export function divergenceSentence({ moment, wanted, pending }: Divergence): string {
  const possible = pending.map(({ client, label }) => `client ${client}: ${label}`).join('; ');
  if (wanted === null) return `After ${moment} choices the clients had not come to their end (${possible}).`;
  const what = wanted.do === 'clock-jump' ? 'a clock jump' : `to ${wanted.do} client ${wanted.client}`;
  return `Choice ${moment + 1} was ${what}, but ${possible === '' ? 'nobody was left' : `there was ${possible}`}.`;
}
