// Who held which lock when, read off the steps of an execution: whether two clients held locks of one name at the
// same time, on which inodes, and who had removed the file from under a holder. Only announced locks are seen; a
// strategy that takes a file's existence for a lock tells nobody.
import type { Step } from '../../../results/schedule.js';
import { bare } from './inode-letters.js';

interface Hold {
  client: number;
  /** As in the label: `flock tasks.lock`. */
  name: string;
  inode: string | null;
}

export interface Overlap {
  /** Of the second holder's try. */
  step: number;
  first: Hold;
  second: Hold;
  /** Who took the name away from the first holder's file while it held the lock; null: nobody was seen to. */
  removedBy: number | null;
}

const tried = /^try-lock (.+): locked$/;
const unlocked = /^unlock (.+?)(?:: .*)?$/;

/** The first moment at which two clients held locks of one name; null: there was none. */
export function firstOverlap(steps: readonly Step[]): Overlap | null {
  let holds: Hold[] = [];
  const removals = new Map<Hold, number>();
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'crash') holds = holds.filter(({ client }) => client !== step.client);
    if (step.kind !== 'operation') continue;
    for (const hold of holds) if (removes(step, hold)) removals.set(hold, step.client);
    holds = holds.filter((hold) => !releases(step, hold));
    const name = tried.exec(step.label)?.[1];
    if (name === undefined) continue;
    const second = { client: step.client, name: bare(name), inode: idOf(step, 'lock') };
    const first = holds.find((hold) => hold.name === second.name && hold.client !== second.client);
    if (first !== undefined) return { step: index, first, second, removedBy: removals.get(first) ?? null };
    holds.push(second);
  }
  return null;
}

function releases(step: Step, hold: Hold): boolean {
  if (step.client !== hold.client) return false;
  if (bare(unlocked.exec(step.label)?.[1] ?? '') === hold.name) return true;
  return /^close\b/.test(step.label) && hold.inode !== null && writes(step, `lock:${hold.inode}`);
}

function removes(step: Step, { inode, client }: Hold): boolean {
  return (
    step.client !== client &&
    inode !== null &&
    /^(unlink|rmdir|rename)\b/.test(step.label) &&
    writes(step, `inode:${inode}`)
  );
}

function writes({ accesses }: Step, resource: string): boolean {
  return accesses.some((access) => access.resource === resource && access.mode === 'write');
}

function idOf({ accesses }: Step, type: 'lock'): string | null {
  const found = accesses.find(({ resource }) => resource.startsWith(`${type}:`));
  return found === undefined ? null : found.resource.slice(type.length + 1);
}
