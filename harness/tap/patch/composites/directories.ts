// mkdir -p, mkdtemp and rm -r in single steps: each created directory and each removed name is an operation
// of its own, so that a run can be stopped between any two of them.
import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import { isPathLike, keepPath, readBoolean, readInteger, readMode, Unreadable } from '../arguments.js';
import { type CallPlan, perform } from '../call-plan.js';
import { codeOf, systemError } from '../system-error.js';

type Args = readonly unknown[];

/** mkdir(path, { recursive: true }). Throws `Unreadable` for other forms, which are primitives. */
export function mkdir([path, options]: Args): CallPlan {
  if (typeof options !== 'object' || options === null || Reflect.get(options, 'recursive') !== true) {
    throw new Unreadable('not recursive');
  }
  const mode = Reflect.get(options, 'mode');
  readMode(mode, 0o777);
  return makeWithAncestors(keepPath(path), mode ?? 0o777);
}

/** Errors after which Node does not look whether the directory is there already (node_file.cc, MKDirpSync). */
const FINAL = new Set(['EACCES', 'ENOSPC', 'ENOTDIR', 'EPERM']);

/**
 * Tries the deepest directory first and its parents only where they are missing. Returns the first it made.
 */
function* makeWithAncestors(path: string, mode: unknown): CallPlan {
  const pending = [path];
  let first: string | undefined;
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    try {
      yield* perform('mkdir', current, mode);
      first ??= current;
    } catch (error) {
      const code = codeOf(error);
      const parent = dirname(current);
      if (code === 'ENOENT' && parent !== current) pending.push(current, parent);
      else if (code !== null && FINAL.has(code)) throw error;
      else yield* refuseUnlessDirectory(current, path, error, pending.length > 0);
    }
  }
  return first;
}

function* refuseUnlessDirectory(
  path: string,
  asked: string,
  error: unknown,
  isAncestor: boolean,
): CallPlan<void> {
  let stats: Stats;
  try {
    stats = (yield* perform('stat', path)) as Stats;
  } catch {
    throw error;
  }
  if (stats.isDirectory()) return;
  if (isAncestor) throw systemError('ENOTDIR', { syscall: 'mkdir', path: asked });
  throw error;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** mkdtemp(prefix). Uses Math.random, so that a run with seeded randomness gets the same names again. */
export function mkdtemp([prefix, options]: Args): CallPlan {
  const encoding =
    typeof options === 'object' && options !== null ? Reflect.get(options, 'encoding') : options;
  if (!isPathLike(prefix) || encoding === 'buffer') throw new Unreadable('not a prefix');
  return makeTemporary(keepPath(prefix));
}

function* makeTemporary(prefix: string): CallPlan {
  for (let tries = 1; ; tries += 1) {
    const path = prefix + Array.from({ length: 6 }, () => LETTERS[Math.floor(Math.random() * 62)]).join('');
    try {
      yield* perform('mkdir', path, 0o700);
      return path;
    } catch (error) {
      const code = codeOf(error) ?? 'EIO';
      if (code !== 'EEXIST' || tries === 100) {
        throw systemError(code, { syscall: 'mkdtemp', path: `${prefix}XXXXXX` });
      }
    }
  }
}

interface Removal {
  force: boolean;
  recursive: boolean;
  maxRetries: number;
  retryDelay: number;
}

export function rm([path, options]: Args): CallPlan {
  const given = options === undefined ? {} : options;
  if (typeof given !== 'object' || given === null) throw new Unreadable('not options');
  return removePath(keepPath(path), {
    force: readBoolean(Reflect.get(given, 'force'), false),
    recursive: readBoolean(Reflect.get(given, 'recursive'), false),
    maxRetries: readInteger(Reflect.get(given, 'maxRetries'), 0),
    retryDelay: readInteger(Reflect.get(given, 'retryDelay'), 100),
  });
}

/**
 * rmdir(path, { recursive: true }), deprecated. Throws `Unreadable` for other forms, which are primitives.
 */
export function rmdir([path, options]: Args): CallPlan {
  if (typeof options !== 'object' || options === null || Reflect.get(options, 'recursive') !== true) {
    throw new Unreadable('not recursive');
  }
  return rm([path, { ...options, force: false }]);
}

function* removePath(path: string, removal: Removal): CallPlan {
  let stats: Stats;
  try {
    stats = (yield* perform('lstat', path)) as Stats;
  } catch (error) {
    if (removal.force && codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  if (stats.isDirectory() && !removal.recursive) throw directoryError(path);
  yield* remove(path, stats.isDirectory(), removal);
  return undefined;
}

function* remove(path: string, directory: boolean, removal: Removal): CallPlan<void> {
  if (directory) {
    for (const name of (yield* perform('readdir', path)) as string[]) {
      const child = `${path}/${name}`;
      const stats = (yield* perform('lstat', child)) as Stats;
      yield* remove(child, stats.isDirectory(), removal);
    }
  }
  yield* removeWithRetries(directory ? 'rmdir' : 'unlink', path, removal);
}

const RETRIED = new Set(['EBUSY', 'EMFILE', 'ENFILE', 'ENOTEMPTY', 'EPERM']);

function* removeWithRetries(call: 'rmdir' | 'unlink', path: string, removal: Removal): CallPlan<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      yield* perform(call, path);
      return;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT') return;
      if (code === null || !RETRIED.has(code) || tries > removal.maxRetries) throw error;
    }
    if (removal.retryDelay > 0) yield { waitMs: tries * removal.retryDelay };
  }
}

function directoryError(path: string): Error {
  const message = `Path is a directory: rm returned EISDIR (is a directory) ${path}`;
  const details = { name: 'SystemError', code: 'ERR_FS_EISDIR', errno: 21, syscall: 'rm', path };
  return Object.assign(new Error(message), details);
}
