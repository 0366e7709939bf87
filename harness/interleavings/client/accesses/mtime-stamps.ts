// Sets the times of files that an operation changed to the virtual wall clock, within the same step, because
// strategies compare them with Date. The schedule's own directory is left alone, and so is st_ctime, which
// can't be set.
import { constants } from 'node:fs';
import { dirname } from 'node:path';
import type { Operation } from '../../../tap/patch/operation.js';
import { originalFs } from '../../../tap/patch/original-fs.js';
import { type NameOf, parentOf } from './contention-keys.js';

/** After an operation that succeeded. `fd`: of the opened file. `wallMs`: of the virtual clock. */
export function stampTimes(
  operation: Operation,
  made: boolean,
  value: unknown,
  nameOf: NameOf,
  wallMs: number,
): void {
  const seconds = wallMs / 1000;
  switch (operation.kind) {
    case 'open':
      if (made || operation.flags & constants.O_TRUNC) stampDescriptor(Number(value), seconds);
      if (made) stampParents([operation.path], nameOf, seconds);
      return;
    case 'write':
    case 'truncate':
      stampDescriptor(operation.fd, seconds);
      return;
    case 'mkdir':
      stampPath(operation.path, seconds);
      stampParents([operation.path], nameOf, seconds);
      return;
    case 'rename':
      stampParents([operation.from, operation.to], nameOf, seconds);
      return;
    case 'symlink':
      stampPath(operation.path, seconds);
      stampParents([operation.path], nameOf, seconds);
      return;
    case 'link':
    case 'unlink':
    case 'rmdir':
      stampParents([operation.path], nameOf, seconds);
      return;
    default:
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
