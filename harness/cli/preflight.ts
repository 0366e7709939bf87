// Finds out before anything runs whether the places where files will be put can be written to, by making the
// directory and writing one file into it: permission bits say too little (read-only mounts, root, ACLs).
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeOf, environmentError, messageOf, usageError } from './cli-error.js';

/** Makes `path` a directory that can be written to; returns it absolute. Throws an environment error (4). */
export function writableDirectory(path: string, flag: string, cwd: string): string {
  return prepared(path, flag, cwd).absolute;
}

/** The same for a directory that the run itself will make and remove: what was made for the trial is gone again. */
export function scratchDirectory(path: string, flag: string, cwd: string): string {
  const { absolute, made } = prepared(path, flag, cwd);
  for (const directory of made.reverse()) {
    // Somebody else may have moved in.
    if (readdirSync(directory).length === 0) rmdirSync(directory);
  }
  return absolute;
}

/** `made`: the directories that did not exist, topmost first. */
function prepared(path: string, flag: string, cwd: string): { absolute: string; made: string[] } {
  const made: string[] = [];
  const absolute = resolve(cwd, path);
  const where = `${flag} ${absolute}`;
  try {
    makeDirectories(absolute, made);
  } catch (cause) {
    throw environmentError({
      what: `can't make the directory: ${reason(cause)}`,
      where,
      remedy: remedyFor(cause, flag),
      cause,
    });
  }
  try {
    const probe = join(absolute, `.holdfast-probe-${process.pid}`);
    writeFileSync(probe, 'probe', { flag: 'wx' });
    rmSync(probe);
  } catch (cause) {
    throw environmentError({
      what: `can't write into the directory: ${reason(cause)}`,
      where,
      remedy: remedyFor(cause, flag),
      cause,
    });
  }
  return { absolute, made };
}

/**
 * Level by level: Node's own recursive mkdir never returns where a file system says ENOENT although the
 * parent exists (procfs does).
 */
function makeDirectories(path: string, made: string[]): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectories(parent, made);
  try {
    mkdirSync(path);
    made.push(path);
  } catch (error) {
    // Somebody else may have made it at the same moment.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

/** A directory for new results: writable, and without a run that it would overwrite. */
export function freshOutput(path: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  if (existsSync(join(absolute, 'run.json'))) {
    throw usageError({
      what: 'there is a run already; runs are never overwritten',
      where: `--out ${absolute}`,
      remedy: 'name another directory, or remove this one first',
    });
  }
  return writableDirectory(absolute, '--out', cwd);
}

/** A file that a report will be written to; returns it absolute. Touches no existing file. */
export function writableFile(path: string, flag: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  if (existsSync(absolute)) {
    if (!statSync(absolute).isDirectory()) return absolute;
    throw environmentError({
      what: 'it is a directory, and a report is a file',
      where: `${flag} ${absolute}`,
      remedy: `name a file in it, e.g. ${join(path, 'report')}`,
    });
  }
  writableDirectory(dirname(absolute), flag, cwd);
  return absolute;
}

function reason(error: unknown): string {
  switch (codeOf(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file is in the way';
    case 'EACCES':
    case 'EPERM':
      return 'no permission';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no space left';
    case 'ENAMETOOLONG':
      return 'the name is too long';
    default:
      return messageOf(error);
  }
}

function remedyFor(error: unknown, flag: string): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return `change its permissions, or name another directory with ${flag}`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `free some space, or name a directory on another disk with ${flag}`;
    default:
      return `name another directory with ${flag}`;
  }
}
