// Finds out from the steps of an execution which client held which lock when: whether two clients held locks
// of one name at the same time, on which inodes, which client had removed a held lock file, and which lock
// was lost before it was released. Only announced locks are known; a strategy that announces none is
// explained by its history alone.
import type { Step } from '../../../results/vocabulary/schedule.js';
import { bare } from './inode-letters.js';

interface Hold {
  client: number;
  /** As in the label: `flock tasks.lock`. */
  name: string;
  inode: string | null;
  /** Index of the step that acquired it. */
  step: number;
  /** Index of the step that released it; the number of steps if none did. */
  until: number;
}

const tried = /^try-lock (.+): locked$/;
const unlocked = /^unlock (.+?)(?:: .*)?$/;

/** A holder, and the client that had removed its lock file when the other one acquired its lock. */
export interface LockHolder extends Hold {
  /** `before`: its file had no name any more when it was locked. null: it was not removed. */
  removed: { by: number; when: 'before' | 'while' } | null;
}

/**
 * A lock that was lost by closing a descriptor of its file, and the first client that acquired it afterwards.
 */
export interface Dropped extends Hold {
  takenBy: number;
}

export interface Overlap {
  /** By client. */
  holders: readonly [LockHolder, LockHolder];
}

/**
 * Two clients that held locks of one name at the same time: the first two that both changed the same thing
 * meanwhile, else the first two; null: there were none.
 */
export function overlapOf(steps: readonly Step[]): Overlap | null {
  const holds = holdsOf(steps);
  const pairs = holds.flatMap((later, index) =>
    holds
      .slice(0, index)
      .filter(
        ({ client, name, until }) => client !== later.client && name === later.name && until > later.step,
      )
      .map((earlier) => [earlier, later] as const),
  );
  const pair = pairs.find(([earlier, later]) => collide(steps, earlier, later)) ?? pairs[0];
  if (pair === undefined) return null;
  const [earlier, later] = pair.map(
    (hold): LockHolder => ({ ...hold, removed: removalOf(steps, hold, pair[1].step) }),
  );
  if (earlier === undefined || later === undefined) return null;
  return { holders: earlier.client < later.client ? [earlier, later] : [later, earlier] };
}

/**
 * How often a lock was acquired that a living client still held. One whose own file the holder had removed before was
 * being released.
 */
export function takeoversIn(steps: readonly Step[]): number {
  // A descriptor lock on a file that has no name any more excludes nobody, and its holder finds that out next.
  const isVain = (hold: Hold): boolean =>
    !hold.name.startsWith('lockfile ') && removalOf(steps, hold, hold.step) !== null;
  const holds = holdsOf(steps).filter((hold) => !isVain(hold));
  const isReleasing = ({ client, name, step }: Hold, before: number): boolean => {
    const file = fileOf(name);
    const removals = [`unlink ${file}`, `rmdir ${file}`];
    return steps
      .slice(step, before)
      .some((one) => one.client === client && removals.includes(bare(one.label)));
  };
  const isRobbed = (later: Hold) => (earlier: Hold) =>
    earlier.client !== later.client &&
    earlier.name === later.name &&
    earlier.step < later.step &&
    earlier.until > later.step &&
    !isReleasing(earlier, later.step);
  return holds.filter((later) => holds.some(isRobbed(later))).length;
}

/** In the order in which they were acquired. */
function holdsOf(steps: readonly Step[]): Hold[] {
  const holds: Hold[] = [];
  for (const [index, step] of steps.entries()) {
    for (const hold of holds) {
      const ends = step.kind === 'crash' ? step.client === hold.client : releases(step, hold);
      if (ends && hold.until === steps.length) hold.until = index;
    }
    const hold = holdOf(steps, index);
    if (hold !== null) holds.push(hold);
  }
  return holds;
}

function holdOf(steps: readonly Step[], index: number): Hold | null {
  const step = steps[index];
  const name = step?.kind === 'operation' ? tried.exec(step.label)?.[1] : undefined;
  if (step === undefined || name === undefined) return null;
  const inode = lockedInode(step) ?? lastSeen(steps, index, name);
  return { client: step.client, name: bare(name), inode, step: index, until: steps.length };
}

/** Whether both changed the same resource under their locks, other than the lock's own file. */
function collide(steps: readonly Step[], one: Hold, other: Hold): boolean {
  const theirs = changedUnder(steps, other);
  return [...changedUnder(steps, one)].some((resource) => theirs.has(resource));
}

function changedUnder(steps: readonly Step[], { client, name, step, until }: Hold): Set<string> {
  const own = `name:${fileOf(name)}`;
  const changed = steps
    .slice(step, until)
    .filter((one) => one.client === client)
    .flatMap(({ accesses }) => accesses.filter(({ mode }) => mode === 'write'))
    .filter(({ resource }) => /^(name|inode):/.test(resource) && resource !== own);
  return new Set(changed.map(({ resource }) => resource));
}

/** The last removal of a holder's lock file before another client acquired a lock of that name. */
function removalOf(steps: readonly Step[], { inode, step }: Hold, before: number): LockHolder['removed'] {
  if (inode === null) return null;
  const at = steps.findLastIndex((one, index) => index < before && removes(one, inode));
  const by = steps[at]?.client;
  return by === undefined ? null : { by, when: at < step ? 'before' : 'while' };
}

/** `flock tasks.lock` is a lock on `tasks.lock`. */
export function fileOf(name: string): string {
  return name.split(' ').slice(1).join(' ') || name;
}

/** The first lock that was lost by a close while its holder still relied on it; null: there was none. */
export function firstDropped(steps: readonly Step[]): Dropped | null {
  const holds = holdsOf(steps);
  for (const taken of holds) {
    const lost = holds.find(
      ({ client, name, until }) => client !== taken.client && name === taken.name && until < taken.step,
    );
    const isDropped = lost !== undefined && steps[lost.until]?.label.startsWith('close ') === true;
    if (isDropped && countsOn(lost, steps.slice(taken.step))) return { ...lost, takenBy: taken.client };
  }
  return null;
}

/**
 * A holder that unlocks later did not mean to release it by a close; closing is an ordinary way to release a
 * lock.
 */
function countsOn({ client }: Hold, later: readonly Step[]): boolean {
  const next = later.find((step) => step.client === client && /^(try-lock|unlock) /.test(step.label));
  return next?.label.startsWith('unlock ') === true;
}

function releases(step: Step, hold: Hold): boolean {
  if (step.client !== hold.client) return false;
  if (bare(unlocked.exec(step.label)?.[1] ?? '') === hold.name) return true;
  return /^close\b/.test(step.label) && hold.inode !== null && writes(step, `lock:${hold.inode}`);
}

/** Whether this step removes a name of an inode. */
function removes(step: Step, inode: string): boolean {
  const { label } = step;
  return /^(unlink|rmdir|rename) /.test(label) && !/: [A-Z]+$/.test(label) && writes(step, `links:${inode}`);
}

function writes({ accesses }: Step, resource: string): boolean {
  return accesses.some((access) => access.resource === resource && access.mode === 'write');
}

function lockedInode({ accesses }: Step): string | null {
  const found = accesses.find(({ resource }) => resource.startsWith('lock:'));
  return found === undefined ? null : found.resource.slice('lock:'.length);
}

/** For a lock without a descriptor, the inode that its client last saw by that name. */
function lastSeen(steps: readonly Step[], index: number, name: string): string | null {
  const path = fileOf(bare(name));
  const { client } = steps[index] ?? {};
  for (const step of steps.slice(0, index).reverse()) {
    if (step.client !== client) continue;
    const [, object, inode] = /^\S+ (.+?) \{inode:([^}]*)\}$/.exec(step.label) ?? [];
    if (object === path && inode !== undefined) return inode;
  }
  return null;
}
