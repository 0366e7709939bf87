// Learns before which operations clients have to stop: those that another schedule could swap with a step of
// another client. Such pairs show in an execution as steps of two clients that depend on each other with
// nothing between them in the happens-before order.
//
// Why stopping only there loses nothing: take any execution that stops everywhere, and in it a step s before
// which its client need not stop. s is not the later one of such a pair, so everything that s depends on
// comes before the previous step of its own client already. Whatever others did between the two commutes with
// s, so s can move up to that previous step. That gives the same happens-before order with a turn given up
// later or not at all, so it has no preemption more. Moving every such step gives an execution that stops
// only where it has to. If the pair shows only in executions that were not run, take the shortest: moving up
// the steps before the pair makes it one that was run. So when no execution run shows a new pair, none has
// one.
//
// Crashes, pauses and clock jumps can come between any two steps, also between steps of one client. A crash
// makes a difference to others only before a step that changes what they use too; a pause or a jump only
// before a step that reads a clock. Clients stop before all of those then. Resources that only the crashed
// client has ever used are left out, even if another client should find them later.
//
// What this can't move: a step that reads the clock, past the waking of a client. Clients can't stop before
// reading a clock, so they stop before the operation that the reading followed. A reading that follows no
// operation with a key of its own stays where it is.
import type { Step } from '../../../results/vocabulary/schedule.js';
import { conflictsOf } from './dependence.js';
import type { ScheduleAction } from './preemption.js';

export const clockResource = 'clock';

export interface ContendedKeys {
  /** Keys before which clients stop. A set of its own for every execution in which it is larger. */
  readonly keys: ReadonlySet<string>;
  /**
   * Before each execution: what was learned holds from now on. True if that is more than in the execution
   * before.
   */
  renew(): boolean;
  /** Takes note of two steps that could be swapped. */
  race(earlier: Step, later: Step): void;
  /** A client read what no step has reported, see `Execution.readKeys`. */
  look(key: string): void;
  /**
   * Stops before whatever such an action of the schedule makes a difference to, in whatever order it
   * happened.
   */
  expose(steps: readonly Step[], to: ScheduleAction): void;
  /** Keys that no client will ever stop before again. */
  forget(isStale: (key: string) => boolean): void;
  /** Whether something was learned since the last renewal. */
  readonly hasGrown: boolean;
  /** A step that should have been stopped before and was not; null: none. */
  readonly unstoppable: string | null;
}

const kinds = ['lock:', 'name:', 'kind:', 'entries:', 'inode:', 'links:'];

/** The keys of a step, the most telling first: over what is contended, locks and names before contents. */
function candidates({ accesses, keys }: Step, resources: readonly string[]): string[] {
  const ranked = accesses.flatMap(({ resource }, i) => {
    const key = keys[i];
    if (key === undefined || resource === clockResource) return [];
    const kind = kinds.findIndex((prefix) => resource.startsWith(prefix));
    return [{ key, rank: (kind < 0 ? kinds.length : kind) + (resources.includes(resource) ? 0 : 100) }];
  });
  return ranked.sort((one, other) => one.rank - other.rank).map(({ key }) => key);
}

/** The resources that several clients use. */
function sharedOf(steps: readonly Step[]): Set<string> {
  const users = new Map<string, number>();
  const shared = new Set<string>();
  for (const { client, accesses } of steps) {
    for (const { resource } of accesses) {
      const user = users.get(resource) ?? client;
      users.set(resource, user);
      if (user !== client && resource !== clockResource) shared.add(resource);
    }
  }
  return shared;
}

export function contention(): ContendedKeys {
  let keys: ReadonlySet<string> = new Set();
  const learned = new Set<string>();
  let unstoppable: string | null = null;

  function stopBefore(step: Step, resources: readonly string[]): void {
    if (step.decided || step.kind !== 'operation') return;
    const possible = candidates(step, resources);
    if (possible.some((key) => learned.has(key))) return;
    // A key that held already did not stop this step: then another has to.
    const key = possible.find((candidate) => !keys.has(candidate));
    if (key !== undefined) learned.add(key);
    else if (possible.length > 0) {
      unstoppable ??= `client ${step.client} did not stop before "${step.label}", though others use ${possible[0]}`;
    }
  }

  return {
    get keys() {
      return keys;
    },
    get hasGrown() {
      return learned.size > 0;
    },
    get unstoppable() {
      return unstoppable;
    },
    renew() {
      if (learned.size === 0) return false;
      keys = new Set([...keys, ...learned]);
      learned.clear();
      return true;
    },
    forget(isStale) {
      keys = new Set([...keys].filter((key) => !isStale(key)));
      for (const key of learned) if (isStale(key)) learned.delete(key);
    },
    look(key) {
      if (!keys.has(key)) learned.add(key);
    },
    race(earlier, later) {
      const resources = conflictsOf(earlier, later);
      stopBefore(earlier, resources);
      stopBefore(later, resources);
    },
    expose(steps, to) {
      const shared = to === 'crash' ? sharedOf(steps) : new Set([clockResource]);
      for (const step of steps) {
        const touched = step.accesses.filter(
          ({ resource, mode }) => shared.has(resource) && (to !== 'crash' || mode !== 'read'),
        );
        const resources = touched.map(({ resource }) => resource);
        if (resources.length > 0) stopBefore(step, resources);
      }
    },
  };
}
