// Finds the resources that an operation really accessed, by looking at the files just before and just after
// it, while no other client runs. A failed operation has only read. A rename does not write the file that it
// moves (whose link count stays and whose ctime is not modelled); a file that loses or gains a name has its
// links written, as st_nlink shows.
import { constants } from 'node:fs';
import type { Operation, Outcome } from '../../../tap/patch/operation.js';
import { codeOf } from '../../../tap/patch/system-error.js';
import type { LocalInode, RawAccess } from '../../client-protocol.js';
import { Accesses } from './accesses.js';
import {
  asksForTheKindOnly,
  asksForTheNameOnly,
  identityKey,
  isShown,
  linksKey,
  type NameOf,
} from './contention-keys.js';
import type { CachedInode, InodeCache } from './inode-cache.js';
import type { OpenFile, OpenFiles } from './open-files.js';
import { isWatchable } from './watched-stats.js';

/** The files before the operation, where it may change which they are. */
export interface Before {
  first: CachedInode | null;
  second: CachedInode | null;
  /** The file to be locked or unlocked. */
  file: OpenFile | null;
}

const NOTHING: Before = { first: null, second: null, file: null };

export interface Touched {
  accesses: RawAccess[];
  /** The file that the operation is about, for its label. */
  inode: LocalInode | null;
  /** The file that it replaced. */
  replaced: LocalInode | null;
  made: boolean;
  /** The opened file, and the name that symbolic links led to. */
  opened: { seen: CachedInode; home: string | null } | null;
  /** What its result shows besides: the keys of it, in case it is read; see watched-stats.ts. */
  unseen: { of: 'links' | 'all but the kind'; key: string } | null;
}

export function glimpse(operation: Operation, files: OpenFiles, view: InodeCache, nameOf: NameOf): Before {
  const at = (path: string) => (nameOf(path) === null ? null : view.look(path));
  switch (operation.kind) {
    case 'open':
      // An exclusive open makes a file or fails, and follows no link.
      return operation.flags & constants.O_EXCL ? NOTHING : { ...NOTHING, first: at(operation.path) };
    case 'unlink':
    case 'rmdir':
      return { ...NOTHING, first: at(operation.path) };
    case 'rename':
      return { ...NOTHING, first: at(operation.from), second: at(operation.to) };
    case 'link':
      return { ...NOTHING, first: at(operation.existing) };
    case 'lock':
      return { ...NOTHING, file: operation.fd === null ? null : files.find(operation.fd) };
    default:
      return NOTHING;
  }
}

export function touchedBy(
  operation: Operation,
  outcome: Outcome,
  before: Before,
  files: OpenFiles,
  view: InodeCache,
  nameOf: NameOf,
  isContended: (key: string) => boolean,
): Touched {
  const on = new Accesses(nameOf);
  const done = outcome.ok;
  const result = (inode: LocalInode | null = null, replaced: LocalInode | null = null, made = false) => ({
    accesses: on.list,
    inode,
    replaced,
    made,
    opened: null,
    unseen,
  });
  let unseen: Touched['unseen'] = null;
  switch (operation.kind) {
    case 'open':
      return opened(operation, outcome, before, on, view);
    case 'close': {
      const file = files.find(operation.fd);
      if (file && files.mayRelease(file)) on.lock(file, 'write');
      return result(file?.inode);
    }
    case 'read':
    case 'write':
    case 'truncate': {
      const file = files.find(operation.fd);
      if (file) on.inode(file.inode, operation.kind === 'read' || !done ? 'read' : 'write', file.path);
      return result(file?.inode);
    }
    case 'fsync':
    case 'fdatasync':
      return result(files.find(operation.fd)?.inode);
    case 'stat':
    case 'chmod':
    case 'chown':
    case 'utimes': {
      if (operation.kind === 'stat' && tellsTheKindOnly(operation, outcome, view, nameOf, isContended)) {
        const { path } = operation.target;
        on.kind(path);
        if (isShown(operation.call))
          unseen = { of: 'all but the kind', key: identityKey(nameOf(path) ?? path) };
        return result();
      }
      const seen = lookedAt(operation, outcome.ok ? outcome.value : null, files, on, view);
      const mode = operation.kind === 'stat' || !done ? 'read' : 'write';
      if (seen && !(operation.kind === 'stat' && asksForTheNameOnly(operation.call))) {
        on.inode(seen.inode, mode, seen.openedAs);
        if (operation.kind === 'stat' && isShown(operation.call)) {
          const key = linksKey(seen.openedAs);
          if (isContended(key)) on.links(seen.inode, 'read', seen.openedAs);
          else unseen = { of: 'links', key };
        }
        // Links and times of a directory change with its entries.
        if (seen.isDirectory && (operation.kind === 'stat' || operation.kind === 'utimes')) {
          on.entries(seen.home, 'read', seen.openedAs);
        }
      }
      return result(seen?.inode);
    }
    case 'rename': {
      const replaced = before.second?.inode === before.first?.inode ? null : before.second;
      on.changedName(operation.from, done);
      if (isOfOneKind(before.first, replaced)) on.replacedName(operation.to, done);
      else on.changedName(operation.to, done);
      // A directory is replaced only when it is empty.
      if (before.second?.type === 'directory') on.entries(nameOf(operation.to), 'read');
      if (done && replaced) on.links(replaced.inode, 'write', nameOf(operation.to));
      return result(before.first?.inode, replaced?.inode);
    }
    case 'link':
      on.name(operation.existing, 'read');
      on.changedName(operation.path, done);
      if (done && before.first) on.links(before.first.inode, 'write', nameOf(operation.existing));
      return result(before.first?.inode);
    case 'symlink':
    case 'mkdir': {
      on.changedName(operation.path, done);
      const made = done && nameOf(operation.path) !== null ? view.look(operation.path) : null;
      if (made) on.made(made.inode, nameOf(operation.path));
      return result(made?.inode, null, made !== null);
    }
    case 'unlink':
    case 'rmdir':
      on.changedName(operation.path, done);
      if (operation.kind === 'rmdir') on.entries(nameOf(operation.path), 'read');
      if (done && before.first) on.links(before.first.inode, 'write', nameOf(operation.path));
      return result(before.first?.inode);
    case 'readdir': {
      const seen = lookedAtPath(operation.path, true, on, view);
      on.entries(seen?.home ?? nameOf(operation.path), 'read', nameOf(operation.path));
      return result();
    }
    case 'lock': {
      const { file } = before;
      if (file) on.lock(file, files.changedLocks(file, operation, outcome) ? 'write' : 'read');
      return result(file?.inode);
    }
    case 'ask-process':
      return result();
  }
}

type Targeted = Extract<Operation, { target: object }>;
type Path = Extract<Targeted['target'], { by: 'path' }>;

/**
 * Of a stat of a path that is not a symbolic link to be followed: whether it showed no more than what kind of
 * file is there, if any, or whatever else it showed is not known to be read.
 */
function tellsTheKindOnly<T extends Targeted>(
  operation: T,
  outcome: Outcome,
  view: InodeCache,
  nameOf: NameOf,
  isContended: (key: string) => boolean,
): operation is T & { target: Path } {
  const { call, target } = operation;
  if (target.by !== 'path') return false;
  const name = nameOf(target.path);
  if (name === null) return false;
  if (outcome.ok && !target.follow) view.shown(target.path, outcome.value);
  const there = view.look(target.path);
  if (target.follow && there?.type === 'link') return false;
  if (asksForTheKindOnly(call)) return true;
  if (!isShown(call) || asksForTheNameOnly(call) || isContended(identityKey(name))) return false;
  return there === null ? isAbsence(outcome) : outcome.ok && isWatchable(outcome.value);
}

function isOfOneKind(one: CachedInode | null, other: CachedInode | null): boolean {
  return one !== null && one.type !== 'other' && one.type === other?.type;
}

function isAbsence(outcome: Outcome): boolean {
  return outcome.ok ? outcome.value === undefined : codeOf(outcome.error) === 'ENOENT';
}

function opened(
  operation: Extract<Operation, { kind: 'open' }>,
  outcome: Outcome,
  before: Before,
  on: Accesses,
  view: InodeCache,
): Touched {
  const { flags, path } = operation;
  const linked = view.follow(path, before.first);
  const made = outcome.ok && (flags & constants.O_CREAT) !== 0 && linked.end === null;
  const last = linked.through.at(-1) ?? path;
  for (const name of [path, ...linked.through]) {
    if (made && name === last) on.changedName(name, true, path);
    else on.name(name, 'read', path);
  }
  const seen = outcome.ok
    ? (plainlyThere(before.first) ?? view.lookAtDescriptor(Number(outcome.value)))
    : null;
  if (seen && made) on.made(seen.inode, on.nameOf(path));
  else if (seen && flags & constants.O_TRUNC) on.inode(seen.inode, 'write', on.nameOf(path));
  return {
    accesses: on.list,
    inode: seen?.inode ?? null,
    replaced: null,
    made,
    opened: seen && { seen, home: on.nameOf(last) },
    unseen: null,
  };
}

/** The file that an open by this name finds; null: it makes one, or follows a link. */
function plainlyThere(first: CachedInode | null): CachedInode | null {
  return first?.type === 'link' ? null : first;
}

/** `home`: the name that symbolic links led to. */
interface LookedAt {
  inode: LocalInode;
  isDirectory: boolean;
  openedAs: string;
  home: string | null;
}

function lookedAt(
  { target }: Targeted,
  answer: unknown,
  files: OpenFiles,
  on: Accesses,
  view: InodeCache,
): LookedAt | null {
  if (target.by === 'path') {
    if (!target.follow && on.nameOf(target.path) !== null) view.shown(target.path, answer);
    return lookedAtPath(target.path, target.follow, on, view);
  }
  const file = files.find(target.fd);
  return file && { ...file, openedAs: file.path };
}

function lookedAtPath(path: string, follows: boolean, on: Accesses, view: InodeCache): LookedAt | null {
  const openedAs = on.nameOf(path);
  if (openedAs === null) return null;
  on.name(path, 'read');
  const first = view.look(path);
  const { through, end } = follows ? view.follow(path, first) : { through: [], end: first };
  for (const name of through) on.name(name, 'read', path);
  const home = on.nameOf(through.at(-1) ?? path);
  return end && { inode: end.inode, isDirectory: end.type === 'directory', openedAs, home };
}
