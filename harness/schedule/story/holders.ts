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
  /** Index of the try that got it. */
  step: number;
}

/** A holder, and who took the name away from its file. */
export interface Holder extends Hold {
  /** `before`: when it was locked, its file had no name any more. null: nobody was seen to. */
  removed: { by: number; when: 'before' | 'while' } | null;
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
    const second = { client, name: bare(name), inode: lockedInode(step), step: index };
    const first = holds.find((hold) => hold.name === second.name && hold.client !== client);
    if (first !== undefined) {
      const both = [holder(first), holder(second)] as const;
      return { step: index, holders: first.client < client ? both : [both[1], both[0]] };
    }
    holds.push(second);
  }
  return null;
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
