// Who held which lock when, read off the steps of an execution: whether two clients held locks of one name at the
// same time, on which inodes, who had removed the file from under a holder, and whose lock was gone before it was
// given back. Only announced locks are seen; a strategy that announces none is explained by its history alone.
import type { Step } from '../../../results/schedule.js';
import { bare } from './inode-letters.js';

interface Hold {
  client: number;
  /** As in the label: `flock tasks.lock`. */
  name: string;
  inode: string | null;
  /** Index of the try that got it. */
  step: number;
}

/** A holder, and who took the name away from its file. */
export interface Holder extends Hold {
  /** `before`: when it was locked, its file had no name any more. null: nobody was seen to. */
  removed: { by: number; when: 'before' | 'while' } | null;
}

/** A lock that closing some descriptor of its file had dropped, and the first who got it before it was given back. */
export interface Dropped extends Hold {
  takenBy: number;
}

export interface Overlap {
  /** Of the later one's try. */
  step: number;
  /** By client. */
  holders: readonly [Holder, Holder];
}

const tried = /^try-lock (.+): locked$/;
const unlocked = /^unlock (.+?)(?:: .*)?$/;

/** The first moment at which two clients held locks of one name; null: there was none. */
export function firstOverlap(steps: readonly Step[]): Overlap | null {
  let holds: Hold[] = [];
  const removals = new Map<string, { client: number; step: number }>();
  const holder = (hold: Hold): Holder => {
    const removal = hold.inode === null ? undefined : removals.get(hold.inode);
    if (removal === undefined) return { ...hold, removed: null };
    return { ...hold, removed: { by: removal.client, when: removal.step < hold.step ? 'before' : 'while' } };
  };
  for (const [index, step] of steps.entries()) {
    const { client, kind, label } = step;
    if (kind === 'crash') holds = holds.filter((hold) => hold.client !== client);
    if (kind !== 'operation') continue;
    for (const inode of removed(step)) removals.set(inode, { client, step: index });
    holds = holds.filter((hold) => !releases(step, hold));
    const name = tried.exec(label)?.[1];
    if (name === undefined) continue;
    const second = {
      client,
      name: bare(name),
      inode: lockedInode(step) ?? lastSeen(steps, index, name),
      step: index,
    };
    const first = holds.find((hold) => hold.name === second.name && hold.client !== client);
    if (first !== undefined) {
      const both = [holder(first), holder(second)] as const;
      return { step: index, holders: first.client < client ? both : [both[1], both[0]] };
    }
    holds.push(second);
  }
  return null;
}

/** The first lock that was gone, by a close, while its holder still counted on it; null: there was none. */
export function firstDropped(steps: readonly Step[]): Dropped | null {
  const held = new Map<number, Hold>();
  const gone = new Map<number, Hold>();
  for (const [index, step] of steps.entries()) {
    const { client, kind, label } = step;
    if (kind !== 'operation') continue;
    const hold = held.get(client);
    if (hold !== undefined && releases(step, hold)) {
      held.delete(client);
      if (label.startsWith('close ')) gone.set(client, hold);
    }
    if (label.startsWith('unlock ')) gone.delete(client);
    const name = tried.exec(label)?.[1];
    if (name === undefined) continue;
    const mine = { client, name: bare(name), inode: lockedInode(step), step: index };
    for (const lost of gone.values()) {
      const isTaken = lost.client !== client && lost.name === mine.name;
      if (isTaken && countsOn(lost, steps.slice(index))) return { ...lost, takenBy: client };
    }
    held.set(client, mine);
  }
  return null;
}

/** Who gives a lock back later had not meant to by a close; closing is an ordinary way to give a lock back. */
function countsOn({ client }: Hold, later: readonly Step[]): boolean {
  const next = later.find((step) => step.client === client && /^(try-lock|unlock) /.test(step.label));
  return next?.label.startsWith('unlock ') === true;
}

function releases(step: Step, hold: Hold): boolean {
  if (step.client !== hold.client) return false;
  if (bare(unlocked.exec(step.label)?.[1] ?? '') === hold.name) return true;
  return /^close\b/.test(step.label) && hold.inode !== null && writes(step, `lock:${hold.inode}`);
}

/** The inodes that this step takes a name away from. */
function removed({ label, accesses }: Step): string[] {
  if (!/^(unlink|rmdir|rename) /.test(label) || /: [A-Z]+$/.test(label)) return [];
  return accesses.flatMap(({ resource, mode }) =>
    mode === 'write' && resource.startsWith('inode:') ? [resource.slice('inode:'.length)] : [],
  );
}

function writes({ accesses }: Step, resource: string): boolean {
  return accesses.some((access) => access.resource === resource && access.mode === 'write');
}

function lockedInode({ accesses }: Step): string | null {
  const found = accesses.find(({ resource }) => resource.startsWith('lock:'));
  return found === undefined ? null : found.resource.slice('lock:'.length);
}

/** A lock that is no descriptor's is whatever its client last met by that name. */
function lastSeen(steps: readonly Step[], index: number, name: string): string | null {
  const path = bare(name).split(' ').slice(1).join(' ');
  const { client } = steps[index] ?? {};
  for (const step of steps.slice(0, index).reverse()) {
    if (step.client !== client) continue;
    const [, object, inode] = /^\S+ (.+?) \{inode:([^}]*)\}$/.exec(step.label) ?? [];
    if (object === path && inode !== undefined) return inode;
  }
  return null;
}
