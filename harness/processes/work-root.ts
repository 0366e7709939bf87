// Prepares the directory that `--dir` names: checks, resolves, and creates it when absent. Only a directory
// that a harness created is removed again. A marker in its .gitignore shows that, so that the last of several
// harnesses can remove it.
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, parse, resolve } from 'node:path';
import { errorCode } from './error-code.js';
import { PlatformError } from './platform-error.js';

const gitignore = '.gitignore';
const marker = '# made by holdfast for the scratch files of its runs; safe to delete\n*\n';

export interface WorkRoot {
  /** Absolute, symbolic links resolved. */
  path: string;
  /** The topmost ancestor that had to be created for it; null when it existed. */
  created: string | null;
}

/** An attempt is cheap, and two processes can interfere with each other dozens of times. */
const ATTEMPTS = 1000;

/**
 * Prepares the directory and uses it; tries again when it vanished in between, because another harness that
 * is ending may have created it and removed it as empty. Throws PlatformError: DIR_IS_A_FILE, DIR_REFUSED or
 * DIR_NOT_WRITABLE.
 */
export function inWorkRoot<Result>(dir: string, use: (root: WorkRoot) => Result): Result {
  for (let attempt = 1; ; attempt++) {
    try {
      return use(prepareWorkRoot(dir));
    } catch (error) {
      const vanished = errorCode(error instanceof PlatformError ? error.cause : error) === 'ENOENT';
      if (vanished && attempt < ATTEMPTS) continue;
      throw error instanceof PlatformError ? error : notWritable(dir, error);
    }
  }
}

/** Throws what `inWorkRoot` does, and the system error when the directory is removed meanwhile. */
function prepareWorkRoot(dir: string): WorkRoot {
  const wanted = resolve(dir);
  refuseUnlessOrdinary(wanted);
  const created = create(wanted);
  const path = realpathSync(wanted);
  if (!statSync(path).isDirectory()) throw isAFile(wanted);
  // Once more, for a link that leads to one of them.
  refuseUnlessOrdinary(path);
  if (created !== undefined) writeFileSync(join(path, gitignore), marker);
  return { path, created: created === undefined ? null : realpathSync(created) };
}

/**
 * Makes the directory and its missing ancestors; returns the topmost of those made. Not `mkdir` with
 * `recursive`: where an existing directory answers ENOENT, as /proc does, Node's own loop never ends (seen
 * with 20.20).
 */
function create(wanted: string): string | undefined {
  let created: string | undefined;
  try {
    for (const path of missingFrom(wanted)) {
      if (makeUnlessThere(path)) created ??= path;
    }
    return created;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' || code === 'ENOTDIR') throw isAFile(wanted, error);
    throw notWritable(wanted, error);
  }
}

/** Topmost first. Throws ENOTDIR when a part of the path is a file. */
function missingFrom(wanted: string): string[] {
  const missing: string[] = [];
  for (let path = wanted; path !== dirname(path); path = dirname(path)) {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) break;
    missing.unshift(path);
  }
  return missing;
}

/** false when another process has made it meanwhile. Throws ENOENT when that has vanished again. */
function makeUnlessThere(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    // One call of lstat decides: with two, a directory that comes and goes could look like neither.
    const there = lstatSync(path);
    if (there.isDirectory()) return false;
    if (there.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}

function refuseUnlessOrdinary(path: string): void {
  const home = homedir();
  const what =
    path === parse(path).root ? "a file system's root" : path === resolve(home) ? 'a home directory' : null;
  if (what === null) return;
  throw new PlatformError(
    'DIR_REFUSED',
    `${path} is ${what}; experiments do not belong there.`,
    `Name a directory below it, for instance --dir ${join(path, '.holdfast')}.`,
  );
}

function isAFile(path: string, cause?: unknown): PlatformError {
  return new PlatformError(
    'DIR_IS_A_FILE',
    `${path} can't be a work directory: it, or a part of its path, is a file.`,
    'Name a directory with --dir, or move the file away.',
    { cause },
  );
}

function notWritable(path: string, cause: unknown): PlatformError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PlatformError(
    'DIR_NOT_WRITABLE',
    `The work directory ${path} can't be written: ${reason}.`,
    'Give this user write permission there, or name another directory with --dir.',
    { cause },
  );
}

/** Removes the directory again when one of us made it and nothing else is in it. Never throws. */
export function removeWorkRootIfOurs(root: WorkRoot): void {
  const ignoreFile = join(root.path, gitignore);
  try {
    const contents = readdirSync(root.path);
    if (contents.length !== 1 || contents[0] !== gitignore) return;
    if (readFileSync(ignoreFile, 'utf8') !== marker) return;
    rmSync(ignoreFile);
    removeEmptyUpTo(root.path, root.created ?? root.path);
  } catch (error) {
    // Another harness has just started in it and needs the file.
    if (errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST') restore(ignoreFile);
  }
}

function removeEmptyUpTo(path: string, topmost: string): void {
  rmdirSync(path);
  for (let current = path; current !== topmost && current !== dirname(current); ) {
    current = dirname(current);
    try {
      rmdirSync(current);
    } catch {
      return;
    }
  }
}

function restore(ignoreFile: string): void {
  try {
    writeFileSync(ignoreFile, marker, { flag: 'wx' });
  } catch {
    // The directory has gone, or the other harness has restored it.
  }
}
