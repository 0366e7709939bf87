// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, 2010): clients have random
// priorities, the highest one that can go on always goes, and at `changes` random moments the running client
// falls below all others. A bug that needs so many preemptions shows in each schedule with a probability of
// at least 1 / (clients × moments^changes), however unlikely the operating system makes it. Sleepers go when
// no client is awake, or when a change of priority takes the turn from every client before them.
import type { Random } from '../../random.js';
import type { Chooser, Moment } from '../program.js';
import { freeClients, runnable, type ScheduleAction, turnOf } from './preemption.js';
import { actionDraw } from './random-walk.js';

export interface PctPlan {
  clients: number;
  /** Changes of priority in one schedule. */
  changes: number;
  /** Moments of a typical schedule, from those run before. */
  lengthMoments: number;
  action: ScheduleAction | null;
}

function shuffled(random: Random, count: number): number[] {
  const list = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = random.integer(0, i);
    [list[i], list[j]] = [list[j] ?? 0, list[i] ?? 0];
  }
  return list;
}

/** For one schedule. */
export function pctChooser(random: Random, { clients, changes, lengthMoments, action }: PctPlan): Chooser {
  const priority = shuffled(random, clients);
  const changeAt = new Set(
    Array.from({ length: changes }, () => random.integer(0, Math.max(0, lengthMoments - 1))),
  );
  const draw = actionDraw(random, action, lengthMoments);
  let lowest = -1;

  function highest(among: readonly number[]): number | undefined {
    const of = (client: number): number => priority[client] ?? 0;
    return [...among].sort((one, other) => of(other) - of(one))[0];
  }

  function awakeOf(moment: Moment, among: readonly number[]): number[] {
    const awake = moment.pending.filter(({ state }) => state === 'gate').map(({ client }) => client);
    return among.filter((client) => awake.includes(client));
  }

  return (moment) => {
    const acted = draw(moment);
    if (acted !== null) return acted;
    const possible = runnable(moment);
    const awake = awakeOf(moment, possible);
    const changing = changeAt.has(moment.index);
    const turn = turnOf(moment) ?? highest(awake);
    if (changing && turn !== undefined) {
      priority[turn] = lowest;
      lowest -= 1;
    }
    const others = awake.length === 0 ? freeClients(moment) : awake;
    const client = highest(changing ? possible : others);
    return client === undefined ? 'cut' : { do: 'run', client };
  };
}
