// Finds out before anything runs whether the places where files will be put can be written to, by making the
// directory and writing one file into it: permission bits say too little (read-only mounts, root, ACLs).
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { probeFile, sweepProbeFiles } from '../../processes/probe-files.js';
import { inWorkRoot, removeWorkRootIfOurs } from '../../processes/work-root.js';
import { codeOf, environmentError, messageOf, usageError } from '../cli-error.js';

/** Makes `path` a directory that can be written to; returns it absolute. Throws an environment error (4). */
export function writableDirectory(path: string, flag: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  const where = `${flag} ${absolute}`;
  try {
    makeDirectories(absolute);
  } catch (cause) {
    throw environmentError({
      what: `can't make the directory: ${reason(cause)}`,
      where,
      remedy: remedyFor(cause, flag),
      cause,
    });
  }
  try {
    tryOut(absolute);
  } catch (cause) {
    throw environmentError({
      what: `can't write into the directory: ${reason(cause)}`,
      where,
      remedy: remedyFor(cause, flag),
      cause,
    });
  }
  return absolute;
}

/**
 * The directory for the strategies' files, absolute: like `writableDirectory`, but one that does not exist yet is
 * only tried out and taken away again, because a run removes what it made itself and nothing else. Several runs
 * may do so at the same time, and one of them may take away what another is trying out.
 */
export function scratchDirectory(path: string, flag: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  try {
    inWorkRoot(absolute, (root) => {
      tryOut(root.path);
      removeWorkRootIfOurs(root);
    });
    return absolute;
  } catch {
    // Says in the command line's own words what is wrong with it.
    return writableDirectory(absolute, flag, cwd);
  }
}

/** Writes a file into the directory and removes it again. Throws the system's error. */
function tryOut(directory: string): void {
  sweepProbeFiles(directory);
  const probe = probeFile(directory, 'probe');
  writeFileSync(probe, 'probe', { flag: 'wx' });
  rmSync(probe, { force: true });
}

/**
 * Level by level: Node's own recursive mkdir never returns where a file system says ENOENT although the
 * parent exists (procfs does).
 */
function makeDirectories(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectories(parent);
  try {
    mkdirSync(path);
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
