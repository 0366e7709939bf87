// cp as the steps that Node takes, with its options (recursive, force, errorOnExist, filter, preserveTimestamps,
// dereference, verbatimSymlinks, mode) and its error codes. Node's own version captures functions when it is
// first used, or runs in C++, and would be invisible.
import type { BigIntStats } from 'node:fs';
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';
import { isPromise } from 'node:util/types';
import { keepPath, readBoolean, readInteger, readOptions, Unreadable } from '../arguments.js';
import { type CallPlan, perform } from '../call-plan.js';
import type { Style } from '../operation.js';
import { codeOf, systemError } from '../system-error.js';
import { copyFile } from './copy-file.js';

interface Wishes {
  style: Style;
  filter: ((source: string, dest: string) => unknown) | null;
  mode: number;
  recursive: boolean;
  force: boolean;
  errorOnExist: boolean;
  preserveTimestamps: boolean;
  dereference: boolean;
  verbatimSymlinks: boolean;
}

/** cp(source, dest, options). */
export function cp([source, dest, rawOptions]: readonly unknown[], style: Style): CallPlan {
  const options = readOptions(rawOptions);
  const filter = options.filter;
  if (filter !== undefined && typeof filter !== 'function') throw new Unreadable('not a filter');
  const flag = (name: string, absent: boolean) => readBoolean(options[name], absent);
  const wishes: Wishes = {
    style,
    filter: filter === undefined ? null : (from, to) => Reflect.apply(filter, undefined, [from, to]),
    mode: readInteger(options.mode, 0),
    recursive: flag('recursive', false),
    force: flag('force', true),
    errorOnExist: flag('errorOnExist', false),
    preserveTimestamps: flag('preserveTimestamps', false),
    dereference: flag('dereference', false),
    verbatimSymlinks: flag('verbatimSymlinks', false),
  };
  if (wishes.dereference && wishes.verbatimSymlinks) throw new Unreadable('incompatible options');
  return start(keepPath(source), keepPath(dest), wishes);
}

function* start(source: string, dest: string, wishes: Wishes): CallPlan {
  if (!(yield* wanted(source, dest, wishes))) return undefined;
  const [from, to] = yield* checked(source, dest, wishes);
  yield* mustNotContain(source, from, dest);
  yield* makeParents(dirname(dest));
  yield* copyEntry(source, from, dest, to, wishes);
  return undefined;
}

function* wanted(source: string, dest: string, wishes: Wishes): CallPlan<boolean> {
  const answer = wishes.filter === null ? true : wishes.filter(source, dest);
  if (!isPromise(answer)) return Boolean(answer);
  if (wishes.style === 'sync') {
    const message =
      'Expected boolean to be returned from the "filter" function but got an instance of Promise.';
    throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_RETURN_VALUE' });
  }
  return Boolean(yield { waitFor: answer });
}

function* look(path: string, follow: boolean): CallPlan<BigIntStats | null> {
  try {
    return (yield* perform(follow ? 'stat' : 'lstat', path, { bigint: true })) as BigIntStats;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Both ends, after refusing what can't be copied onto each other. */
function* checked(source: string, dest: string, wishes: Wishes): CallPlan<[BigIntStats, BigIntStats | null]> {
  const call = wishes.dereference ? 'stat' : 'lstat';
  const from = (yield* perform(call, source, { bigint: true })) as BigIntStats;
  const to = yield* look(dest, wishes.dereference);
  if (to !== null) {
    if (same(from, to)) throw refusal('ERR_FS_CP_EINVAL', 'src and dest cannot be the same', dest);
    if (from.isDirectory() && !to.isDirectory()) {
      const message = `cannot overwrite non-directory ${dest} with directory ${source}`;
      throw refusal('ERR_FS_CP_DIR_TO_NON_DIR', message, dest);
    }
    if (!from.isDirectory() && to.isDirectory()) {
      const message = `cannot overwrite directory ${dest} with non-directory ${source}`;
      throw refusal('ERR_FS_CP_NON_DIR_TO_DIR', message, dest);
    }
  }
  if (from.isDirectory() && isInside(source, dest)) throw intoItself(source, dest);
  return [from, to];
}

function* mustNotContain(source: string, from: BigIntStats, dest: string): CallPlan<void> {
  const stop = resolve(dirname(source));
  for (let parent = resolve(dirname(dest)); parent !== stop && parent !== parse(parent).root; ) {
    const stats = yield* look(parent, true);
    if (stats === null) return;
    if (same(from, stats)) throw intoItself(source, dest);
    parent = resolve(dirname(parent));
  }
}

function* makeParents(path: string): CallPlan<void> {
  if ((yield* look(path, true)) !== null) return;
  yield* makeParents(dirname(path));
  yield* perform('mkdir', path);
}

function* copyEntry(
  source: string,
  from: BigIntStats,
  dest: string,
  to: BigIntStats | null,
  wishes: Wishes,
): CallPlan<void> {
  if (from.isDirectory()) {
    if (!wishes.recursive) {
      throw refusal(
        'ERR_FS_EISDIR',
        `Recursive option not enabled, cannot copy a directory: ${source}`,
        source,
      );
    }
    yield* copyDirectory(source, from, dest, to, wishes);
  } else if (from.isSymbolicLink()) {
    yield* copyLink(source, dest, to, wishes);
  } else if (from.isFile() || from.isCharacterDevice() || from.isBlockDevice()) {
    yield* copyContent(source, from, dest, to, wishes);
  } else if (from.isSocket()) {
    throw refusal('ERR_FS_CP_SOCKET', `cannot copy a socket file: ${dest}`, dest);
  } else {
    throw refusal('ERR_FS_CP_FIFO_PIPE', `cannot copy a FIFO pipe: ${dest}`, dest);
  }
}

function* copyDirectory(
  source: string,
  from: BigIntStats,
  dest: string,
  to: BigIntStats | null,
  wishes: Wishes,
): CallPlan<void> {
  if (to === null) yield* perform('mkdir', dest);
  for (const name of (yield* perform('readdir', source)) as string[]) {
    const [child, target] = [join(source, name), join(dest, name)];
    if (!(yield* wanted(child, target, wishes))) continue;
    const [childFrom, childTo] = yield* checked(child, target, wishes);
    yield* copyEntry(child, childFrom, target, childTo, wishes);
  }
  if (to === null) yield* perform('chmod', dest, Number(from.mode) & 0o7777);
}

function* copyContent(
  source: string,
  from: BigIntStats,
  dest: string,
  to: BigIntStats | null,
  wishes: Wishes,
): CallPlan<void> {
  if (to !== null) {
    if (!wishes.force) {
      if (wishes.errorOnExist) throw refusal('ERR_FS_CP_EEXIST', `${dest} already exists`, dest);
      return;
    }
    yield* perform('unlink', dest);
  }
  yield* copyFile([source, dest, wishes.mode]);
  const mode = Number(from.mode) & 0o7777;
  if (wishes.preserveTimestamps) {
    if ((mode & 0o200) === 0) yield* perform('chmod', dest, mode | 0o200);
    const fresh = (yield* perform('stat', source)) as { atime: Date; mtime: Date };
    yield* perform('utimes', dest, fresh.atime, fresh.mtime);
  }
  yield* perform('chmod', dest, mode);
}

function* copyLink(source: string, dest: string, to: BigIntStats | null, wishes: Wishes): CallPlan<void> {
  let target = (yield* perform('readlink', source)) as string;
  if (!wishes.verbatimSymlinks && !isAbsolute(target)) target = resolve(dirname(source), target);
  if (to?.isSymbolicLink()) {
    const present = resolve(dirname(dest), (yield* perform('readlink', dest)) as string);
    if (isInside(target, present)) throw intoItself(target, present);
    if ((yield* look(dest, true))?.isDirectory() && isInside(present, target)) {
      const message = `cannot overwrite ${present} with ${target}`;
      throw refusal('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', message, dest);
    }
    yield* perform('unlink', dest);
  }
  yield* perform('symlink', target, dest);
}

function same(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino !== 0n && one.ino === other.ino && one.dev === other.dev;
}

function isInside(outer: string, inner: string): boolean {
  const parts = (path: string) => resolve(path).split(sep).filter(Boolean);
  const innerParts = parts(inner);
  return parts(outer).every((part, index) => innerParts[index] === part);
}

function intoItself(source: string, dest: string): Error {
  return refusal('ERR_FS_CP_EINVAL', `cannot copy ${source} to a subdirectory of self ${dest}`, dest);
}

/** Node's SystemErrors carry their own code and tell the errno in the message. */
function refusal(code: string, reason: string, path: string): Error {
  const error = systemError('EINVAL', { syscall: 'cp', path });
  error.message = `cp: ${reason}: ${path}`;
  error.name = 'SystemError';
  return Object.assign(error, { code });
}
