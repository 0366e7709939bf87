// A trace taken apart for the persistence models: the directory operations, what was done to each inode's
// data and mode, every sync, and the names at each crash point. Crash point k lies after the first k effects.
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import type { Effect, Trace } from '../../../results/vocabulary/trace.js';
import { type Attempts, attemptsOf } from './attempts.js';
import { CrashTraceError } from './crash-trace-error.js';
import { decoded } from './decoded.js';
import type { InodeLife } from './inode-life.js';
import { InodeTree } from './inode-tree.js';
import { committedAt } from './metadata-journal.js';

/** `ino` null: the name is taken away. */
export interface EntryChange {
  dir: number;
  name: string;
  ino: number | null;
}

/**
 * `changes` become durable together where renames are atomic; `split` lists them as a non-atomic rename does.
 */
export interface DirectoryOp {
  at: number;
  changes: readonly EntryChange[];
  split: readonly EntryChange[];
}

export type Entries = ReadonlyMap<string, number>;
export type Directories = ReadonlyMap<number, Entries>;

export interface Timeline {
  trace: Trace;
  /** Number of effects; crash points are 0 … length. */
  length: number;
  inodes: ReadonlyMap<number, InodeLife>;
  directoryOps: readonly DirectoryOp[];
  /** For each crash point: how many effects a journal has surely committed. */
  committed: readonly number[];
  /** For each crash point: a number that changes whenever names or directory modes do. */
  version: readonly number[];
  /** For each version: every directory's entries. */
  directories: readonly Directories[];
  attempts: Attempts;
}

export function timelineOf(trace: Trace): Timeline {
  const tree = InodeTree.from(trace.initial);
  const inodes = new Map<number, InodeLife>();
  for (const ino of tree.numbers()) inodes.set(ino, birth(tree, ino, -1));
  const directoryOps: DirectoryOp[] = [];
  const directories: Directories[] = [directoriesOf(tree)];
  const version = [0];
  trace.effects.forEach((effect, at) => {
    if (effect.op === 'write' || effect.op === 'truncate') checkFile(tree, effect, at);
    else tree.apply(effect, at);
    if ('ino' in effect && !inodes.has(effect.ino)) inodes.set(effect.ino, birth(tree, effect.ino, at));
    const changes = changesOf(effect);
    if (changes !== null) directoryOps.push({ at, ...changes });
    if ('ino' in effect) record(lifeOf(inodes, effect.ino), effect, at);
    const renamed = changes !== null || (effect.op === 'chmod' && tree.get(effect.ino)?.type === 'dir');
    if (renamed) directories.push(directoriesOf(tree));
    version.push(directories.length - 1);
  });
  const attempts = attemptsOf(trace.effects);
  const partial = {
    trace,
    length: trace.effects.length,
    inodes,
    directoryOps,
    version,
    directories,
    attempts,
  };
  return { ...partial, committed: committedAt(trace.effects, inodes) };
}

export function lifeOf(inodes: ReadonlyMap<number, InodeLife>, ino: number): InodeLife {
  const life = inodes.get(ino);
  if (life === undefined) throw new CrashTraceError(`no inode ${ino}`);
  return life;
}

export function directoriesAt(timeline: Timeline, point: number): Directories {
  return timeline.directories[timeline.version[point] ?? 0] ?? new Map();
}

/** How many of these (ascending) happened before crash point `point`. */
export function countBefore(events: readonly { at: number }[], point: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.at ?? Number.POSITIVE_INFINITY) < point) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last of these (ascending) before `point`, or −1. */
export function lastBefore(effects: readonly number[], point: number): number {
  for (let i = effects.length - 1; i >= 0; i--) {
    const at = effects[i] ?? -1;
    if (at < point) return at;
  }
  return -1;
}

export function modeAt(life: InodeLife, point: number): number {
  return life.modes[Math.max(0, countBefore(life.modes, point) - 1)]?.mode ?? 0;
}

function birth(tree: InodeTree, ino: number, at: number): InodeLife {
  const node = tree.get(ino);
  if (node === undefined) throw new CrashTraceError(`no inode ${ino}`, at < 0 ? null : at);
  return {
    ino,
    type: node.type,
    target: node.type === 'symlink' ? node.target : '',
    initial: node.type === 'file' ? node.bytes : new Uint8Array(),
    data: [],
    modes: [{ at, mode: node.type === 'symlink' ? 0o777 : node.mode }],
    syncs: [],
    fullSyncs: [],
    replacing: [],
  };
}

function record(life: InodeLife, effect: Effect, at: number): void {
  switch (effect.op) {
    case 'write': {
      const bytes = decoded(effect, effect.data);
      life.data.push({ at, kind: 'write', offset: effect.offset, bytes });
      return;
    }
    case 'truncate':
      life.data.push({ at, kind: 'truncate', size: effect.size });
      return;
    case 'chmod':
      life.modes.push({ at, mode: effect.mode });
      return;
    case 'rename':
      if (effect.replaced !== null && effect.replaced !== effect.ino) life.replacing.push(at);
      return;
    case 'fsync':
      life.syncs.push(at);
      life.fullSyncs.push(at);
      return;
    case 'fdatasync':
      life.syncs.push(at);
      return;
    default:
      return;
  }
}

function checkFile(tree: InodeTree, effect: { ino: number }, at: number): void {
  if (tree.get(effect.ino)?.type !== 'file') throw new CrashTraceError(`inode ${effect.ino} is no file`, at);
}

function directoriesOf(tree: InodeTree): Directories {
  const directories = new Map<number, Entries>();
  for (const ino of tree.numbers()) {
    const node = tree.get(ino);
    if (node?.type === 'dir') directories.set(ino, node.entries);
  }
  if (!directories.has(ROOT)) throw new CrashTraceError('no root directory');
  return directories;
}

function changesOf(effect: Effect): { changes: EntryChange[]; split: EntryChange[] } | null {
  switch (effect.op) {
    case 'create':
    case 'mkdir':
    case 'symlink':
    case 'link':
      return whole([{ dir: effect.dir, name: effect.name, ino: effect.ino }]);
    case 'unlink':
    case 'rmdir':
      return whole([{ dir: effect.dir, name: effect.name, ino: null }]);
    case 'rename': {
      if (effect.replaced === effect.ino) return null;
      const gone = { dir: effect.dir, name: effect.name, ino: null };
      const there = { dir: effect.toDir, name: effect.toName, ino: effect.ino };
      // Without atomicity the old target goes first, as on file systems that can't replace an entry.
      const cleared = effect.replaced === null ? [] : [{ ...there, ino: null }];
      return { changes: [gone, there], split: [...cleared, there, gone] };
    }
    default:
      return null;
  }
}

function whole(changes: EntryChange[]): { changes: EntryChange[]; split: EntryChange[] } {
  return { changes, split: changes };
}
