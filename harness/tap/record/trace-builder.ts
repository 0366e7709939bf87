// Builds a trace: turns successful operations on one watched directory into effects on numbered inodes.
// Tracks which inode each name and each descriptor stands for, where a write lands, and what a rename
// replaces. Bookkeeping over a tree in memory, without I/O, used by the tap and by the reader of strace logs.
// Contradictions become doubts; nothing is guessed.
import { constants } from 'node:fs';
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import type { Effect, Trace } from '../../../results/vocabulary/trace.js';
import { type ResolvedPath, resolvePath } from './path-resolution.js';
import { apply, type LiveTree, linksOf, nodeOf, ReplayError, toTree } from './tree.js';

/** A descriptor; in a log of several processes prefixed with its process. */
export type DescriptorKey = string | number;

/** An open file description (open(2)). `ino` is null outside the watched directory. */
interface OpenFileDescription {
  ino: number | null;
  append: boolean;
  /** The sync that O_SYNC or O_DSYNC implies after every write. */
  sync: 'fsync' | 'fdatasync' | null;
  position: number;
}

const { O_APPEND, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW = 0, O_DSYNC = 0, O_SYNC = 0 } = constants;
const O_TMPFILE = process.platform === 'linux' ? 0o20000000 : 0;

export class TraceBuilder {
  readonly tree: LiveTree;
  readonly #root: string;
  readonly #initial: Trace['initial'];
  readonly #effects: Effect[] = [];
  readonly #calls: string[] = [];
  readonly #durationsNs: number[] = [];
  readonly #doubts = new Set<string>();
  readonly #descriptions = new Map<DescriptorKey, OpenFileDescription>();
  #nextIno: number;
  #call = '';
  #durationNs = 0;

  /** `initial` is the directory with the real path `root`; this tree is kept and changed. */
  constructor(initial: LiveTree, root: string) {
    this.tree = initial;
    this.#root = root;
    this.#initial = toTree(initial);
    this.#nextIno = Math.max(...initial.keys()) + 1;
  }

  get doubts(): string[] {
    return [...this.#doubts];
  }

  get length(): number {
    return this.#effects.length;
  }

  doubt(reason: string): void {
    this.#doubts.add(reason);
  }

  /** The following effects belong to this call. */
  beginCall(call: string, durationNs: number): void {
    this.#call = call;
    this.#durationNs = durationNs;
  }

  resolve(path: string, follow: boolean): ResolvedPath {
    return resolvePath(this.tree, this.#root, path, follow);
  }

  /** Whether this descriptor was seen being opened, inside or outside the watched directory. */
  hasDescriptor(key: DescriptorKey): boolean {
    return this.#descriptions.has(key);
  }

  inodeOfDescriptor(key: DescriptorKey): number | null {
    return this.#descriptions.get(key)?.ino ?? null;
  }

  /**
   * `mode`: the file's permission bits after the open. Returns its inode, null when outside, and whether it
   * is new.
   */
  open(
    key: DescriptorKey,
    place: ResolvedPath,
    flags: number,
    mode: number,
  ): { ino: number | null; created: boolean } {
    const created = place.at === 'entry' && place.ino === null;
    const ino = created ? this.#create(place, flags, mode) : inodeOf(place);
    const truncates = ino !== null && !created && flags & O_TRUNC && this.#isFile(ino);
    if (truncates) this.#push({ op: 'truncate', ino, size: 0 });
    if (place.at === 'missing-parent') this.doubt(`${this.#call} opened something that was never recorded`);
    if (O_TMPFILE && (flags & O_TMPFILE) === O_TMPFILE && ino !== null) {
      this.doubt(`${this.#call} made a file without a name`);
    }
    const sync = syncOf(flags);
    this.#descriptions.set(key, { ino, append: (flags & O_APPEND) !== 0, sync, position: 0 });
    return { ino, created };
  }

  close(key: DescriptorKey): void {
    this.#descriptions.delete(key);
  }

  /** Both descriptors then share one open file description: offset and flags (dup(2)). */
  duplicate(from: DescriptorKey, to: DescriptorKey): void {
    const description = this.#descriptions.get(from);
    if (description) this.#descriptions.set(to, description);
    else this.#descriptions.delete(to);
  }

  /** Copies every descriptor whose key starts with one prefix to another, as fork(2) does. */
  copyDescriptors(fromPrefix: string, toPrefix: string): void {
    for (const key of [...this.#descriptions.keys()]) {
      if (typeof key === 'string' && key.startsWith(fromPrefix)) {
        this.duplicate(key, toPrefix + key.slice(fromPrefix.length));
      }
    }
  }

  seek(key: DescriptorKey, position: number): void {
    const description = this.#descriptions.get(key);
    if (description) description.position = position;
  }

  read(key: DescriptorKey, bytes: number, position: number | null): void {
    const description = this.#descriptions.get(key);
    if (description && position === null) description.position += bytes;
  }

  /** `bytes` are only those that the kernel accepted. */
  write(key: DescriptorKey, bytes: Buffer, position: number | null): void {
    const description = this.#descriptions.get(key);
    if (!description || description.ino === null || bytes.length === 0) return;
    // With O_APPEND, Linux's pwrite appends whatever its offset (pwrite(2), BUGS).
    const appends = description.append && (position === null || process.platform === 'linux');
    const offset = appends ? this.#sizeOf(description.ino) : (position ?? description.position);
    if (position === null) description.position = offset + bytes.length;
    this.#push({ op: 'write', ino: description.ino, offset, data: bytes.toString('base64') });
    if (description.sync) this.#push({ op: description.sync, ino: description.ino });
  }

  /** Bytes of a watched file as recorded so far, from a position or the current offset; null when outside. */
  recordedBytes(key: DescriptorKey, position: number | null, bytes: number): Buffer | null {
    const description = this.#descriptions.get(key);
    if (!description || description.ino === null) return null;
    const node = nodeOf(this.tree, description.ino);
    const from = position ?? description.position;
    this.read(key, bytes, position);
    return node.type === 'file' ? Buffer.from(node.content.subarray(from, from + bytes)) : null;
  }

  truncate(ino: number | null, size: number): void {
    if (ino !== null) this.#push({ op: 'truncate', ino, size });
  }

  sync(op: 'fsync' | 'fdatasync', ino: number | null): void {
    if (ino !== null) this.#push({ op, ino });
  }

  chmod(ino: number | null, mode: number): void {
    if (ino !== null) this.#push({ op: 'chmod', ino, mode: mode & 0o7777 });
  }

  chown(ino: number | null, uid: number, gid: number): void {
    if (ino !== null) this.#push({ op: 'chown', ino, uid, gid });
  }

  utimes(ino: number | null): void {
    if (ino !== null) this.#push({ op: 'utimes', ino });
  }

  mkdir(place: ResolvedPath, mode: number): number | null {
    if (!this.#isFree(place)) return null;
    const ino = this.#nextIno++;
    this.#push({ op: 'mkdir', dir: place.dir, name: place.name, ino, mode });
    return ino;
  }

  symlink(place: ResolvedPath, target: string): void {
    if (!this.#isFree(place)) return;
    this.#push({ op: 'symlink', dir: place.dir, name: place.name, ino: this.#nextIno++, target });
  }

  link(existing: ResolvedPath, place: ResolvedPath): void {
    if (place.at === 'outside') return;
    const ino = inodeOf(existing);
    if (ino === null) this.doubt(`${this.#call} linked something that was never recorded`);
    else if (this.#isFree(place)) this.#push({ op: 'link', dir: place.dir, name: place.name, ino });
  }

  unlink(place: ResolvedPath): void {
    const entry = this.#taken(place);
    if (entry) this.#push({ op: 'unlink', ...entry, last: linksOf(this.tree, entry.ino) === 1 });
  }

  rmdir(place: ResolvedPath): void {
    const entry = this.#taken(place);
    if (entry) this.#push({ op: 'rmdir', ...entry });
  }

  rename(from: ResolvedPath, to: ResolvedPath): void {
    if (from.at === 'outside' && to.at === 'outside') return;
    if (from.at === 'outside' || to.at === 'outside') {
      this.doubt(`${this.#call} crossed the border of the watched directory`);
      return;
    }
    const entry = this.#taken(from);
    if (!entry || to.at !== 'entry') {
      if (entry) this.doubt(`${this.#call} went to an unknown place`);
      return;
    }
    // Both names are hard links of one file: rename(2) does nothing.
    if (to.ino === entry.ino) return;
    this.#push({ op: 'rename', ...entry, toDir: to.dir, toName: to.name, replaced: to.ino });
  }

  mark(mark: 'attempt' | 'acked', rev: number, token: string): void {
    this.beginCall(`${mark} rev ${rev}`, 0);
    this.#push({ op: 'mark', mark, rev, token });
  }

  /** The trace so far. The caller says why it can't be trusted; null = it can. */
  trace(distrust: string | null): Trace {
    return {
      initial: this.#initial,
      effects: this.#effects,
      calls: this.#calls,
      durationsNs: this.#durationsNs,
      distrust,
    };
  }

  #create(place: Extract<ResolvedPath, { at: 'entry' }>, flags: number, mode: number): number | null {
    if ((flags & O_CREAT) === 0) {
      this.doubt(`${this.#call} opened something that was never recorded`);
      return null;
    }
    const ino = this.#nextIno++;
    this.#push({ op: 'create', dir: place.dir, name: place.name, ino, mode });
    return ino;
  }

  #isFree(place: ResolvedPath): place is Extract<ResolvedPath, { at: 'entry' }> {
    if (place.at === 'outside') return false;
    if (place.at === 'entry' && place.ino === null) return true;
    this.doubt(`${this.#call} made a name that was recorded as taken`);
    return false;
  }

  #taken(place: ResolvedPath): { dir: number; name: string; ino: number } | null {
    if (place.at === 'outside') return null;
    if (place.at === 'entry' && place.ino !== null)
      return { dir: place.dir, name: place.name, ino: place.ino };
    this.doubt(`${this.#call} worked on a name that was never recorded`);
    return null;
  }

  #isFile(ino: number): boolean {
    return nodeOf(this.tree, ino).type === 'file';
  }

  #sizeOf(ino: number): number {
    const node = nodeOf(this.tree, ino);
    return node.type === 'file' ? node.content.length : 0;
  }

  #push(effect: Effect): void {
    try {
      apply(this.tree, effect);
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error;
      this.doubt(`${this.#call} doesn't fit what was recorded: ${error.message}`);
      return;
    }
    this.#effects.push(effect);
    this.#calls.push(this.#call);
    this.#durationsNs.push(this.#durationNs);
  }
}

export function inodeOf(place: ResolvedPath): number | null {
  if (place.at === 'root') return ROOT;
  return place.at === 'entry' ? place.ino : null;
}

/** open(2) follows a symbolic link at the end, unless with O_NOFOLLOW or O_CREAT and O_EXCL. */
export function openFollows(flags: number): boolean {
  const exclusive = (flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0;
  return !exclusive && (flags & O_NOFOLLOW) === 0;
}

function syncOf(flags: number): OpenFileDescription['sync'] {
  if (O_SYNC && (flags & O_SYNC) === O_SYNC) return 'fsync';
  return O_DSYNC && (flags & O_DSYNC) === O_DSYNC ? 'fdatasync' : null;
}
