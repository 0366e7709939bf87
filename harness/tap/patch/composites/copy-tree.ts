// cp as the steps that Node takes, with its options (recursive, force, errorOnExist, filter,
// preserveTimestamps, dereference, verbatimSymlinks, mode) and its error codes. Replaces Node's own version,
// which takes its functions when first used or runs in C++, so that the tap would not see its steps.
import type { BigIntStats } from 'node:fs';
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';
import { isPromise } from 'node:util/types';
import { keepPath, readBoolean, readInteger, readOptions, Unreadable } from '../arguments.js';
import { type CallPlan, perform } from '../call-plan.js';
import type { Style } from '../operation.js';
import { codeOf, systemError } from '../system-error.js';
import { copyFile } from './copy-file.js';

interface CopyOptions {
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
  const raw = readOptions(rawOptions);
  const filter = raw.filter;
  if (filter !== undefined && typeof filter !== 'function') throw new Unreadable('not a filter');
  const flag = (name: string, absent: boolean) => readBoolean(raw[name], absent);
  const options: CopyOptions = {
    style,
    filter: filter === undefined ? null : (from, to) => Reflect.apply(filter, undefined, [from, to]),
    mode: readInteger(raw.mode, 0),
    recursive: flag('recursive', false),
    force: flag('force', true),
    errorOnExist: flag('errorOnExist', false),
    preserveTimestamps: flag('preserveTimestamps', false),
    dereference: flag('dereference', false),
    verbatimSymlinks: flag('verbatimSymlinks', false),
  };
  if (options.dereference && options.verbatimSymlinks) throw new Unreadable('incompatible options');
  return start(keepPath(source), keepPath(dest), options);
}

function* start(source: string, dest: string, options: CopyOptions): CallPlan {
  if (!(yield* passesFilter(source, dest, options))) return undefined;
  const pair = yield* pairOf(source, dest, options);
  yield* refuseCopyIntoItself(pair);
  yield* makeParents(dirname(dest));
  yield* copyEntry(pair, options);
  return undefined;
}

function* passesFilter(source: string, dest: string, options: CopyOptions): CallPlan<boolean> {
  const answer = options.filter === null ? true : options.filter(source, dest);
  if (!isPromise(answer)) return Boolean(answer);
  if (options.style === 'sync') {
    const message =
      'Expected boolean to be returned from the "filter" function but got an instance of Promise.';
    throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_RETURN_VALUE' });
  }
  return Boolean(yield { waitFor: answer });
}

function* statIfExists(path: string, follow: boolean): CallPlan<BigIntStats | null> {
  try {
    return (yield* perform(follow ? 'stat' : 'lstat', path, { bigint: true })) as BigIntStats;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** One entry to copy, with its stats; `to` is null when the target doesn't exist. */
interface EntryPair {
  source: string;
  from: BigIntStats;
  dest: string;
  to: BigIntStats | null;
}

/** Stats source and target; throws when the one can't be copied onto the other. */
function* pairOf(source: string, dest: string, options: CopyOptions): CallPlan<EntryPair> {
  const call = options.dereference ? 'stat' : 'lstat';
  const from = (yield* perform(call, source, { bigint: true })) as BigIntStats;
  const to = yield* statIfExists(dest, options.dereference);
  if (to !== null) {
    if (isSameFile(from, to)) throw cpError('ERR_FS_CP_EINVAL', 'src and dest cannot be the same', dest);
    if (from.isDirectory() && !to.isDirectory()) {
      const message = `cannot overwrite non-directory ${dest} with directory ${source}`;
      throw cpError('ERR_FS_CP_DIR_TO_NON_DIR', message, dest);
    }
    if (!from.isDirectory() && to.isDirectory()) {
      const message = `cannot overwrite directory ${dest} with non-directory ${source}`;
      throw cpError('ERR_FS_CP_NON_DIR_TO_DIR', message, dest);
    }
  }
  if (from.isDirectory() && isInside(source, dest)) throw intoItself(source, dest);
  return { source, from, dest, to };
}

function* refuseCopyIntoItself({ source, from, dest }: EntryPair): CallPlan<void> {
  const stop = resolve(dirname(source));
  for (let parent = resolve(dirname(dest)); parent !== stop && parent !== parse(parent).root; ) {
    const stats = yield* statIfExists(parent, true);
    if (stats === null) return;
    if (isSameFile(from, stats)) throw intoItself(source, dest);
    parent = resolve(dirname(parent));
  }
}

function* makeParents(path: string): CallPlan<void> {
  if ((yield* statIfExists(path, true)) !== null) return;
  yield* makeParents(dirname(path));
  yield* perform('mkdir', path);
}

function* copyEntry(pair: EntryPair, options: CopyOptions): CallPlan<void> {
  const { source, from, dest } = pair;
  if (from.isDirectory()) {
    if (!options.recursive) {
      throw cpError(
        'ERR_FS_EISDIR',
        `Recursive option not enabled, cannot copy a directory: ${source}`,
        source,
      );
    }
    yield* copyDirectory(pair, options);
  } else if (from.isSymbolicLink()) {
    yield* copyLink(pair, options);
  } else if (from.isFile() || from.isCharacterDevice() || from.isBlockDevice()) {
    yield* copyContent(pair, options);
  } else if (from.isSocket()) {
    throw cpError('ERR_FS_CP_SOCKET', `cannot copy a socket file: ${dest}`, dest);
  } else {
    throw cpError('ERR_FS_CP_FIFO_PIPE', `cannot copy a FIFO pipe: ${dest}`, dest);
  }
}

function* copyDirectory({ source, from, dest, to }: EntryPair, options: CopyOptions): CallPlan<void> {
  if (to === null) yield* perform('mkdir', dest);
  for (const name of (yield* perform('readdir', source)) as string[]) {
    const [child, target] = [join(source, name), join(dest, name)];
    if (!(yield* passesFilter(child, target, options))) continue;
    yield* copyEntry(yield* pairOf(child, target, options), options);
  }
  if (to === null) yield* perform('chmod', dest, Number(from.mode) & 0o7777);
}

function* copyContent({ source, from, dest, to }: EntryPair, options: CopyOptions): CallPlan<void> {
  if (to !== null) {
    if (!options.force) {
      if (options.errorOnExist) throw cpError('ERR_FS_CP_EEXIST', `${dest} already exists`, dest);
      return;
    }
    yield* perform('unlink', dest);
  }
  yield* copyFile([source, dest, options.mode]);
  const mode = Number(from.mode) & 0o7777;
  if (options.preserveTimestamps) {
    if ((mode & 0o200) === 0) yield* perform('chmod', dest, mode | 0o200);
    const fresh = (yield* perform('stat', source)) as { atime: Date; mtime: Date };
    yield* perform('utimes', dest, fresh.atime, fresh.mtime);
  }
  yield* perform('chmod', dest, mode);
}

function* copyLink({ source, dest, to }: EntryPair, options: CopyOptions): CallPlan<void> {
  let target = (yield* perform('readlink', source)) as string;
  if (!options.verbatimSymlinks && !isAbsolute(target)) target = resolve(dirname(source), target);
  if (to?.isSymbolicLink()) {
    const present = resolve(dirname(dest), (yield* perform('readlink', dest)) as string);
    if (isInside(target, present)) throw intoItself(target, present);
    if ((yield* statIfExists(dest, true))?.isDirectory() && isInside(present, target)) {
      const message = `cannot overwrite ${present} with ${target}`;
      throw cpError('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', message, dest);
    }
    yield* perform('unlink', dest);
  }
  yield* perform('symlink', target, dest);
}

function isSameFile(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino !== 0n && one.ino === other.ino && one.dev === other.dev;
}

function isInside(outer: string, inner: string): boolean {
  const parts = (path: string) => resolve(path).split(sep).filter(Boolean);
  const innerParts = parts(inner);
  return parts(outer).every((part, index) => innerParts[index] === part);
}

function intoItself(source: string, dest: string): Error {
  return cpError('ERR_FS_CP_EINVAL', `cannot copy ${source} to a subdirectory of self ${dest}`, dest);
}

/** Like Node's SystemError: a code of its own, the errno of EINVAL. */
function cpError(code: string, reason: string, path: string): Error {
  const error = systemError('EINVAL', { syscall: 'cp', path });
  error.message = `cp: ${reason}: ${path}`;
  error.name = 'SystemError';
  return Object.assign(error, { code });
}
