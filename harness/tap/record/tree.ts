// A file system tree in memory, what each effect of a trace does to it, and the differences between two
// trees: the replay behind the fidelity check. Pure: no I/O, no clock. Inodes without a name stay, as they
// may still be open.
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import type { Effect, Tree } from '../../../results/vocabulary/trace.js';

export type LiveNode =
  | { type: 'file'; mode: number; content: Buffer }
  | { type: 'dir'; mode: number; entries: Map<string, number> }
  | { type: 'symlink'; target: string };

export type LiveTree = Map<number, LiveNode>;
type DirNode = Extract<LiveNode, { type: 'dir' }>;

/** An effect that doesn't fit the tree: something changed that no effect describes. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  readonly code = 'REPLAY';
}

export function toLive(tree: Tree): LiveTree {
  const live: LiveTree = new Map();
  for (const [ino, node] of Object.entries(tree.inodes)) {
    if (node.type === 'file') {
      live.set(Number(ino), { ...node, content: Buffer.from(node.content, 'base64') });
    } else if (node.type === 'dir') {
      live.set(Number(ino), { ...node, entries: new Map(Object.entries(node.entries)) });
    } else {
      live.set(Number(ino), { ...node });
    }
  }
  return live;
}

export function toTree(live: LiveTree): Tree {
  const inodes: Tree['inodes'] = {};
  for (const [ino, node] of live) {
    if (node.type === 'file') inodes[ino] = { ...node, content: node.content.toString('base64') };
    else if (node.type === 'dir') inodes[ino] = { ...node, entries: Object.fromEntries(node.entries) };
    else inodes[ino] = { ...node };
  }
  return { inodes };
}

/** The tree after all effects. Throws `ReplayError`. */
export function replayTrace(initial: Tree, effects: readonly Effect[]): LiveTree {
  const live = toLive(initial);
  for (const effect of effects) apply(live, effect);
  return live;
}

/** Changes the tree as the effect says. Throws `ReplayError`. */
export function apply(live: LiveTree, effect: Effect): void {
  switch (effect.op) {
    case 'create':
      live.set(effect.ino, { type: 'file', mode: effect.mode, content: Buffer.alloc(0) });
      addEntry(live, effect.dir, effect.name, effect.ino);
      break;
    case 'mkdir':
      live.set(effect.ino, { type: 'dir', mode: effect.mode, entries: new Map() });
      addEntry(live, effect.dir, effect.name, effect.ino);
      break;
    case 'symlink':
      live.set(effect.ino, { type: 'symlink', target: effect.target });
      addEntry(live, effect.dir, effect.name, effect.ino);
      break;
    case 'link':
      nodeOf(live, effect.ino);
      addEntry(live, effect.dir, effect.name, effect.ino);
      break;
    case 'unlink':
    case 'rmdir':
      removeEntry(live, effect.dir, effect.name, effect.ino);
      break;
    case 'rename':
      removeEntry(live, effect.dir, effect.name, effect.ino);
      if (effect.replaced !== null) removeEntry(live, effect.toDir, effect.toName, effect.replaced);
      addEntry(live, effect.toDir, effect.toName, effect.ino);
      break;
    case 'write':
      write(live, effect.ino, effect.offset, Buffer.from(effect.data, 'base64'));
      break;
    case 'truncate':
      resize(live, effect.ino, effect.size);
      break;
    case 'chmod':
      changeMode(live, effect.ino, effect.mode);
      break;
    case 'chown':
    case 'utimes':
    case 'fsync':
    case 'fdatasync':
      nodeOf(live, effect.ino);
      break;
    case 'mark':
      break;
  }
}

export function nodeOf(live: LiveTree, ino: number): LiveNode {
  const node = live.get(ino);
  if (node === undefined) throw new ReplayError(`inode ${ino} is unknown`);
  return node;
}

function dirOf(live: LiveTree, ino: number): DirNode {
  const node = nodeOf(live, ino);
  if (node.type !== 'dir') throw new ReplayError(`inode ${ino} is not a directory`);
  return node;
}

/** How many names an inode has in the tree. */
export function linksOf(live: LiveTree, ino: number): number {
  let links = 0;
  for (const node of live.values()) {
    if (node.type !== 'dir') continue;
    for (const entry of node.entries.values()) if (entry === ino) links += 1;
  }
  return links;
}

function addEntry(live: LiveTree, dir: number, name: string, ino: number): void {
  const { entries } = dirOf(live, dir);
  if (entries.has(name)) throw new ReplayError(`${name} exists already`);
  entries.set(name, ino);
}

function removeEntry(live: LiveTree, dir: number, name: string, ino: number): void {
  const { entries } = dirOf(live, dir);
  if (entries.get(name) !== ino) throw new ReplayError(`${name} is not the entry it was taken for`);
  entries.delete(name);
}

function fileOf(live: LiveTree, ino: number): Extract<LiveNode, { type: 'file' }> {
  const node = nodeOf(live, ino);
  if (node.type !== 'file') throw new ReplayError(`inode ${ino} is not a file`);
  return node;
}

function write(live: LiveTree, ino: number, offset: number, bytes: Buffer): void {
  const file = fileOf(live, ino);
  if (offset + bytes.length > file.content.length) resize(live, ino, offset + bytes.length);
  bytes.copy(file.content, offset);
}

function resize(live: LiveTree, ino: number, size: number): void {
  const file = fileOf(live, ino);
  const content = Buffer.alloc(size);
  file.content.copy(content, 0, 0, size);
  file.content = content;
}

function changeMode(live: LiveTree, ino: number, mode: number): void {
  const node = nodeOf(live, ino);
  if (node.type === 'symlink') throw new ReplayError('a symbolic link has no mode');
  node.mode = mode;
}

/** Sentences about the paths that differ; empty when the trees are equal byte for byte. */
export function differences(expected: LiveTree, actual: LiveTree): string[] {
  const found: string[] = [];
  /** Inode in `expected` → in `actual`: hard links must join the same names in both. */
  const counterparts = new Map<number, number>();

  const compare = (path: string, expectedIno: number, actualIno: number): void => {
    const counterpart = counterparts.get(expectedIno);
    if (counterpart !== undefined) {
      if (counterpart !== actualIno) found.push(`${path} is not the hard link that was recorded`);
      return;
    }
    counterparts.set(expectedIno, actualIno);
    const [one, other] = [nodeOf(expected, expectedIno), nodeOf(actual, actualIno)];
    if (one.type !== other.type) {
      found.push(`${path} is a ${other.type}, recorded was a ${one.type}`);
    } else if (one.type === 'symlink' && other.type === 'symlink') {
      if (one.target !== other.target)
        found.push(`${path} points to ${other.target}, recorded was ${one.target}`);
    } else if (one.type === 'file' && other.type === 'file') {
      if (!one.content.equals(other.content)) {
        found.push(
          `${path} holds ${other.content.length} other bytes than the ${one.content.length} recorded`,
        );
      }
      compareModes(path, one.mode, other.mode);
    } else if (one.type === 'dir' && other.type === 'dir') {
      compareModes(path, one.mode, other.mode);
      compareEntries(path, one, other);
    }
  };

  const compareModes = (path: string, recorded: number, real: number): void => {
    if (recorded !== real)
      found.push(`${path} has mode ${real.toString(8)}, recorded was ${recorded.toString(8)}`);
  };

  const compareEntries = (path: string, one: DirNode, other: DirNode): void => {
    for (const [name, ino] of one.entries) {
      const counterpart = other.entries.get(name);
      if (counterpart === undefined) found.push(`${path}/${name} was recorded and isn't there`);
      else compare(`${path}/${name}`, ino, counterpart);
    }
    for (const name of other.entries.keys()) {
      if (!one.entries.has(name)) found.push(`${path}/${name} is there and was not recorded`);
    }
  };

  compare('.', ROOT, ROOT);
  return found;
}
