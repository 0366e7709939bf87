// A running actor as its host sees it, whether it is a thread or a process; its cause of death, read from the
// files it left; and a watch that kills actors which hang inside strategy code.
import type { DeathFact } from '../../results/vocabulary/death.js';
import type { Actor } from '../../results/vocabulary/history.js';
import { RunningTime } from '../processes/running-time.js';
import { readActivity } from './activity.js';
import { type ActorTask, lastJournalPathOf } from './actor.js';
import type { HostMessage } from './control.js';
import { readJournal } from './read-journals.js';

export type ActorEnding = { type: 'done' } | { type: 'died'; how: DeathFact['how'] };

export interface ActorHandle {
  readonly task: ActorTask;
  readonly where: Actor['where'];
  /**
   * Resolves when the actor waits for the start of a round (default: 0, the first), or has ended before it. Rejects
   * with StartFailure when the system could not start it.
   */
  ready(round?: number): Promise<void>;
  /** Never rejects. */
  readonly ended: Promise<ActorEnding>;
  send(message: HostMessage): void;
  /** Ends it at once: SIGKILL, or termination of the worker. */
  kill(): void;
}

export interface ProcessHandle extends ActorHandle {
  readonly where: 'process';
  readonly pid: number;
}

/** The cause of an actor's death, from the files it left; null when it finished its work. */
export function deathOf(running: ActorHandle, ending: ActorEnding): DeathFact | null {
  const { task } = running;
  const journal = readJournal(lastJournalPathOf(task));
  // A strategy may end the process with exit code 0 before the work is done.
  const how: DeathFact['how'] = ending.type === 'died' ? ending.how : { type: 'exit', exitCode: 0 };
  if (ending.type === 'done' && journal.some((entry) => entry.e === 'done')) return null;
  const escaped = journal.find((entry) => entry.e === 'uncaught');
  if (escaped?.e === 'uncaught') {
    const { place: inside, message, code, rejected } = escaped;
    const isRejection = rejected === true && inside !== 'outside';
    return {
      kind: 'death',
      how: {
        type: 'uncaught',
        message,
        ...(code == null ? {} : { code }),
        ...(isRejection ? { rejected: true } : {}),
      },
      inside,
      actor: task.actor,
    };
  }
  return { kind: 'death', how, inside: readActivity(task.activityPath).place, actor: task.actor };
}

/** An actor that has been inside one call of the strategy for this long has hung. */
export const HANG_MS = 10_000;
const LOOK_EVERY_MS = 250;

/** A thread is starved when its process is: how much itself is not known. */
function processOf(actor: ActorHandle): number | 'self' {
  return 'pid' in actor && typeof actor.pid === 'number' ? actor.pid : 'self';
}

/** Kills actors that hang inside strategy code; `hung` holds them afterwards. */
export function watchForHangs(
  actors: readonly ActorHandle[],
  hangMs = HANG_MS,
): { hung: Set<ActorHandle>; hangMs: number; stop(): void } {
  const hung = new Set<ActorHandle>();
  const seen = new Map<ActorHandle, { counter: number; still: RunningTime }>();
  const timer = setInterval(() => {
    for (const actor of actors) {
      const { place, counter } = readActivity(actor.task.activityPath);
      const last = seen.get(actor);
      if (last === undefined || last.counter !== counter || place === 'outside') {
        seen.set(actor, { counter, still: new RunningTime(LOOK_EVERY_MS, processOf(actor)) });
        continue;
      }
      last.still.look();
      if (last.still.ms < hangMs + actor.task.lockTimeoutMs || hung.has(actor)) continue;
      hung.add(actor);
      actor.kill();
    }
  }, LOOK_EVERY_MS);
  return { hung, hangMs, stop: () => clearInterval(timer) };
}
