// Validates that a trace in a capsule can have happened, by replaying it with names and kinds but without
// contents. Every inode must exist and be of the right kind, no directory may get inside itself, and sizes
// stay bounded. Returns the first problem, or null.

import type { Effect, Trace, Tree } from '../vocabulary/trace.js';
import { depthOf, inodesMax, isBase64, isInnerTarget, isMode, isPlain, isSize } from './capsule-bounds.js';
import { climbs } from './capsule-tree.js';

const allFilesBytesMax = 256 * 1024 * 1024;

type Kind = 'file' | 'dir' | 'symlink';

/** Replays names and kinds, not contents. The initial tree must have been checked. */
export function checkTrace(trace: Trace): string | null {
  const state = new Replay(trace.initial);
  for (const [index, effect] of trace.effects.entries()) {
    const problem = state.apply(effect);
    if (problem !== null) return `trace: effect ${index} (${effect.op}): ${problem}`;
  }
  return null;
}

class Replay {
  readonly #kinds = new Map<number, Kind>();
  readonly #entries = new Map<number, Map<string, number>>();
  readonly #parentOf = new Map<number, number>();
  readonly #largest = new Map<number, number>();
  #bytes = 0;

  constructor(tree: Tree) {
    for (const [number, node] of Object.entries(tree.inodes)) {
      this.#kinds.set(Number(number), node.type);
      if (node.type !== 'dir') continue;
      this.#entries.set(Number(number), new Map(Object.entries(node.entries)));
    }
    for (const [dir, entries] of this.#entries) {
      for (const ino of entries.values()) if (this.#entries.has(ino)) this.#parentOf.set(ino, dir);
    }
  }

  apply(effect: Effect): string | null {
    switch (effect.op) {
      case 'create':
      case 'mkdir':
      case 'symlink':
        return this.#make(effect);
      case 'link':
        if (this.#kinds.get(effect.ino) === 'dir') return 'a directory has one name';
        return this.#kind(effect.ino) ?? this.#enter(effect.dir, effect.name, effect.ino);
      case 'unlink':
        if (this.#kinds.get(effect.ino) === 'dir') return 'a directory is not unlinked';
        return this.#leave(effect.dir, effect.name, effect.ino);
      case 'rmdir':
        if ((this.#entries.get(effect.ino)?.size ?? 1) > 0) return 'not an empty directory';
        this.#parentOf.delete(effect.ino);
        return this.#leave(effect.dir, effect.name, effect.ino);
      case 'rename':
        return this.#rename(effect);
      case 'write':
        if (!isBase64(effect.data)) return 'the data is not base64';
        if (!isSize(effect.offset)) return 'beyond the largest size';
        return this.#grow(effect.ino, effect.offset + Buffer.byteLength(effect.data, 'base64'));
      case 'truncate':
        return this.#grow(effect.ino, effect.size);
      case 'chmod':
        return isMode(effect.mode) ? this.#kind(effect.ino) : 'no mode';
      case 'chown':
      case 'utimes':
      case 'fsync':
      case 'fdatasync':
        return this.#kind(effect.ino);
      case 'mark':
        return Number.isSafeInteger(effect.rev) && effect.token.length <= 256 ? null : 'no rev or token';
    }
  }

  #make(effect: Extract<Effect, { op: 'create' | 'mkdir' | 'symlink' }>): string | null {
    if (this.#kinds.has(effect.ino)) return `inode ${effect.ino} exists already`;
    if (this.#kinds.size >= inodesMax) return `more than ${inodesMax} inodes`;
    if (effect.op === 'symlink' && !isInnerTarget(effect.target, depthOf(this.#parentOf, effect.dir)))
      return 'the link leads out of the directory';
    if (effect.op !== 'symlink' && !isMode(effect.mode)) return 'no mode';
    this.#kinds.set(effect.ino, effect.op === 'create' ? 'file' : effect.op === 'mkdir' ? 'dir' : 'symlink');
    if (effect.op === 'mkdir') {
      this.#entries.set(effect.ino, new Map());
      this.#parentOf.set(effect.ino, effect.dir);
    }
    return this.#enter(effect.dir, effect.name, effect.ino);
  }

  #rename(effect: Extract<Effect, { op: 'rename' }>): string | null {
    if (!isPlain(effect.toName)) return 'the new name';
    const there = this.#entries.get(effect.toDir)?.get(effect.toName) ?? null;
    if (there !== effect.replaced) return 'it replaces something else';
    if (there === effect.ino) return null;
    if (there !== null && (this.#entries.get(there)?.size ?? 0) > 0)
      return 'it replaces a directory that is not empty';
    const isDir = this.#entries.has(effect.ino);
    if (there !== null && isDir !== this.#entries.has(there)) return 'a file and a directory change places';
    if (isDir && (effect.toDir === effect.ino || climbs(this.#parentOf, effect.toDir, effect.ino))) {
      return 'a directory inside itself';
    }
    const problem = this.#leave(effect.dir, effect.name, effect.ino);
    if (problem !== null) return problem;
    if (there !== null) {
      this.#entries.get(effect.toDir)?.delete(effect.toName);
      this.#parentOf.delete(there);
    }
    if (isDir) this.#parentOf.set(effect.ino, effect.toDir);
    return this.#enter(effect.toDir, effect.toName, effect.ino);
  }

  #enter(dir: number, name: string, ino: number): string | null {
    const entries = this.#entries.get(dir);
    if (entries === undefined) return `inode ${dir} is no directory`;
    if (!isPlain(name)) return 'the name';
    if (entries.has(name)) return 'the name is taken';
    entries.set(name, ino);
    return null;
  }

  #leave(dir: number, name: string, ino: number): string | null {
    const entries = this.#entries.get(dir);
    if (entries === undefined) return `inode ${dir} is no directory`;
    if (entries.get(name) !== ino) return `the name does not stand for inode ${ino}`;
    entries.delete(name);
    return null;
  }

  /** A few bytes of text can ask for terabytes of zeros. */
  #grow(ino: number, size: number): string | null {
    const before = this.#largest.get(ino) ?? 0;
    if (!isSize(size)) return 'beyond the largest size';
    this.#largest.set(ino, Math.max(before, size));
    this.#bytes += Math.max(0, size - before);
    return this.#bytes > allFilesBytesMax ? 'the files are too large together' : this.#kind(ino, 'file');
  }

  #kind(ino: number, wanted?: Kind): string | null {
    const kind = this.#kinds.get(ino);
    if (kind === undefined) return `inode ${ino} is missing`;
    return wanted === undefined || kind === wanted ? null : `inode ${ino} is no ${wanted}`;
  }
}
