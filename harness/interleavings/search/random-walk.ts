// A random schedule: at every moment one of the possible choices, each as likely. Good at violations that
// need many preemptions close together; PCT (pct.ts) is better at those that need few, far apart.
import type { Choice } from '../../../results/vocabulary/schedule.js';
import type { Random } from '../../random.js';
import type { Chooser, Moment } from '../program.js';
import { actions, runnable, type ScheduleAction } from './preemption.js';

/** Draws the moment of the one action of a schedule, and then its client. */
export function actionDraw(
  random: Random,
  action: ScheduleAction | null,
  lengthMoments: number,
): (moment: Moment) => Choice | null {
  const at = random.integer(0, Math.max(0, lengthMoments - 1));
  let taken = action === null;
  return (moment) => {
    if (taken || action === null || moment.index < at) return null;
    const possible = actions(moment, action);
    const choice = possible[random.integer(0, Math.max(0, possible.length - 1))];
    if (choice === undefined) return null;
    taken = true;
    return choice;
  };
}

export function randomWalkChooser(
  random: Random,
  action: ScheduleAction | null,
  lengthMoments: number,
): Chooser {
  const draw = actionDraw(random, action, lengthMoments);
  return (moment) => {
    const acted = draw(moment);
    if (acted !== null) return acted;
    const clients = runnable(moment);
    const client = clients[random.integer(0, clients.length - 1)];
    return client === undefined ? 'cut' : { do: 'run', client };
  };
}
