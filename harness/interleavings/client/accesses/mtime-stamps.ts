// Sets the times of files that an operation changed to the virtual wall clock, within the same step, because
// strategies compare them with Date. The schedule's own directory is left alone, and so is st_ctime, which
// can't be set.
//
// A file that is changed before the clock moves has another time than one that is changed after it. Where no
// strategy reads such times nobody can tell, and the two commute. From the first reading on, each change that
// sets a time is a reading of the clock.
import { constants } from 'node:fs';
import { dirname } from 'node:path';
import type { Operation } from '../../../tap/patch/operation.js';
import { originalFs } from '../../../tap/patch/original-fs.js';
import { type NameOf, parentOf } from './contention-keys.js';

/**
 * After an operation that succeeded; true: it has set a time, or should have. `value`: of an open the
 * descriptor. `wallMs`: of the virtual clock.
 */
export function stampTimes(
  operation: Operation,
  made: boolean,
  value: unknown,
  nameOf: NameOf,
  wallMs: number,
): boolean {
  const seconds = wallMs / 1000;
  switch (operation.kind) {
    case 'open':
      if (made || operation.flags & constants.O_TRUNC) stampDescriptor(Number(value), seconds);
      if (made) stampParents([operation.path], nameOf, seconds);
      return made || (operation.flags & constants.O_TRUNC) !== 0;
    case 'write':
    case 'truncate':
      stampDescriptor(operation.fd, seconds);
      return true;
    case 'mkdir':
    case 'symlink':
      stampPath(operation.path, seconds);
      stampParents([operation.path], nameOf, seconds);
      return true;
    case 'rename':
      stampParents([operation.from, operation.to], nameOf, seconds);
      return true;
    case 'link':
    case 'unlink':
    case 'rmdir':
      stampParents([operation.path], nameOf, seconds);
      return true;
    default:
      return false;
  }
}

function stampParents(paths: readonly string[], nameOf: NameOf, seconds: number): void {
  for (const path of paths) {
    const name = nameOf(path);
    const parent = name === null ? null : parentOf(name);
    if (parent !== null && parent !== '.') stampPath(dirname(path), seconds);
  }
}

function stampDescriptor(fd: number, seconds: number): void {
  try {
    originalFs.futimesSync(fd, seconds, seconds);
  } catch {
    // The file of another user: its times stay.
  }
}

function stampPath(path: string, seconds: number): void {
  try {
    originalFs.lutimesSync(path, seconds, seconds);
  } catch {
    // As above.
  }
}
