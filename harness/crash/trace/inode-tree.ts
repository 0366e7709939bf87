// A live file system in memory, on inode numbers: what the page cache holds after each effect. Content is
// copied on write, so snapshots share it. It replays effects; which of them survive a crash is decided
// elsewhere.
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import type { Effect, Tree } from '../../../results/vocabulary/trace.js';
import { CrashTraceError } from './crash-trace-error.js';
import { decoded } from './decoded.js';

export type Inode =
  | { type: 'file'; mode: number; bytes: Uint8Array }
  | { type: 'dir'; mode: number; entries: ReadonlyMap<string, number> }
  | { type: 'symlink'; target: string };

export class InodeTree {
  readonly #inodes: Map<number, Inode>;

  private constructor(inodes: Map<number, Inode>) {
    this.#inodes = inodes;
  }

  static from(tree: Tree): InodeTree {
    const inodes = new Map<number, Inode>();
    for (const [number, node] of Object.entries(tree.inodes)) inodes.set(Number(number), nodeOf(node));
    if (inodes.get(ROOT)?.type !== 'dir') throw new CrashTraceError('the initial tree has no root directory');
    for (const node of inodes.values()) {
      if (node.type !== 'dir') continue;
      for (const ino of node.entries.values()) {
        if (!inodes.has(ino)) throw new CrashTraceError(`the initial tree lacks inode ${ino}`);
      }
    }
    return new InodeTree(inodes);
  }

  get(ino: number): Inode | undefined {
    return this.#inodes.get(ino);
  }

  numbers(): Iterable<number> {
    return this.#inodes.keys();
  }

  /** Also inodes that no name leads to any more. */
  toTree(): Tree {
    const inodes: Tree['inodes'] = {};
    for (const [ino, node] of this.#inodes) {
      inodes[String(ino)] =
        node.type === 'file'
          ? { type: 'file', mode: node.mode, content: Buffer.from(node.bytes).toString('base64') }
          : node.type === 'dir'
            ? { type: 'dir', mode: node.mode, entries: Object.fromEntries(node.entries) }
            : { type: 'symlink', target: node.target };
    }
    return { inodes };
  }

  apply(effect: Effect, index: number): void {
    switch (effect.op) {
      case 'create':
        this.#add(effect.ino, { type: 'file', mode: effect.mode, bytes: new Uint8Array() }, index);
        this.#enter(effect.dir, effect.name, effect.ino, index);
        return;
      case 'mkdir':
        this.#add(effect.ino, { type: 'dir', mode: effect.mode, entries: new Map() }, index);
        this.#enter(effect.dir, effect.name, effect.ino, index);
        return;
      case 'symlink':
        this.#add(effect.ino, { type: 'symlink', target: effect.target }, index);
        this.#enter(effect.dir, effect.name, effect.ino, index);
        return;
      case 'link':
        this.#enter(effect.dir, effect.name, effect.ino, index);
        return;
      case 'unlink':
      case 'rmdir':
        this.#leave(effect.dir, effect.name, effect.ino, index);
        return;
      case 'rename':
        // rename(2): two names of one inode stay as they are.
        if (effect.replaced === effect.ino) return;
        this.#leave(effect.dir, effect.name, effect.ino, index);
        this.#enter(effect.toDir, effect.toName, effect.ino, index);
        return;
      case 'write': {
        const file = this.#file(effect.ino, index);
        const bytes = overwritten(file.bytes, effect.offset, decoded(effect, effect.data));
        this.#inodes.set(effect.ino, { ...file, bytes });
        return;
      }
      case 'truncate': {
        const file = this.#file(effect.ino, index);
        this.#inodes.set(effect.ino, { ...file, bytes: resized(file.bytes, effect.size) });
        return;
      }
      case 'chmod': {
        const node = this.#inodes.get(effect.ino);
        if (node === undefined || node.type === 'symlink')
          throw new CrashTraceError('chmod of nothing', index);
        this.#inodes.set(effect.ino, { ...node, mode: effect.mode });
        return;
      }
      case 'chown':
      case 'utimes':
      case 'fsync':
      case 'fdatasync':
        if (!this.#inodes.has(effect.ino)) throw new CrashTraceError(`no inode ${effect.ino}`, index);
        return;
      case 'mark':
        return;
    }
  }

  #add(ino: number, node: Inode, index: number): void {
    if (this.#inodes.has(ino)) throw new CrashTraceError(`inode ${ino} exists already`, index);
    this.#inodes.set(ino, node);
  }

  #enter(dir: number, name: string, ino: number, index: number): void {
    const parent = this.#dir(dir, index);
    if (!this.#inodes.has(ino)) throw new CrashTraceError(`no inode ${ino}`, index);
    this.#inodes.set(dir, { ...parent, entries: new Map(parent.entries).set(name, ino) });
  }

  #leave(dir: number, name: string, ino: number, index: number): void {
    const parent = this.#dir(dir, index);
    if (parent.entries.get(name) !== ino) {
      throw new CrashTraceError(`"${name}" does not name inode ${ino}`, index);
    }
    const entries = new Map(parent.entries);
    entries.delete(name);
    this.#inodes.set(dir, { ...parent, entries });
  }

  #dir(ino: number, index: number): Extract<Inode, { type: 'dir' }> {
    const node = this.#inodes.get(ino);
    if (node?.type !== 'dir') throw new CrashTraceError(`inode ${ino} is no directory`, index);
    return node;
  }

  #file(ino: number, index: number): Extract<Inode, { type: 'file' }> {
    const node = this.#inodes.get(ino);
    if (node?.type !== 'file') throw new CrashTraceError(`inode ${ino} is no file`, index);
    return node;
  }
}

/** The bytes after a write at `offset`; a gap is filled with zeros. */
export function overwritten(bytes: Uint8Array, offset: number, data: Uint8Array): Uint8Array {
  if (data.length === 0) return bytes;
  const next = new Uint8Array(Math.max(bytes.length, offset + data.length));
  next.set(bytes);
  next.set(data, offset);
  return next;
}

export function resized(bytes: Uint8Array, size: number): Uint8Array {
  const next = new Uint8Array(size);
  next.set(bytes.subarray(0, size));
  return next;
}

function nodeOf(node: Tree['inodes'][string]): Inode {
  switch (node.type) {
    case 'file':
      return { type: 'file', mode: node.mode, bytes: decoded(node, node.content) };
    case 'dir':
      return { type: 'dir', mode: node.mode, entries: new Map(Object.entries(node.entries)) };
    case 'symlink':
      return { type: 'symlink', target: node.target };
  }
}
