// copyFile as libuv does it: open both files, refuse a copy onto itself, truncate the target, set its mode,
// copy. The bytes go through read and write instead of copy_file_range, so that each chunk is an operation.
// COPYFILE_FICLONE_FORCE fails with ENOTSUP, as on file systems that can't share blocks.
import { constants, type Stats } from 'node:fs';
import { keepPath, readInteger } from '../arguments.js';
import { type CallPlan, perform } from '../call-plan.js';
import { read as readTransfer } from '../reads-and-writes.js';
import { codeOf, systemError } from '../system-error.js';
import { closing, writeAll } from './whole-file.js';

const { COPYFILE_EXCL, COPYFILE_FICLONE_FORCE, O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = constants;
const CHUNK_BYTES = 1024 * 1024;

/**
 * Since libuv 1.49 (Node 22.12) copyfile keeps owner and times; macOS and Windows use a system call of their
 * own.
 */
const COPIES_OWNER_AND_TIMES =
  process.platform !== 'darwin' && process.platform !== 'win32' && uvMinor(process.versions.uv) >= 49;

function uvMinor(version: string): number {
  return Number(version.split('.')[1]);
}

/** copyFile(from, to, mode). */
export function copyFile([from, to, rawMode]: readonly unknown[]): CallPlan {
  return copy(keepPath(from), keepPath(to), readInteger(rawMode, 0));
}

function* copy(path: string, dest: string, mode: number): CallPlan {
  try {
    if (mode & COPYFILE_FICLONE_FORCE) throw systemError('ENOTSUP', { syscall: 'copyfile', path, dest });
    const source = yield* perform('open', path, O_RDONLY);
    yield* closing(source, intoTarget(source as number, dest, mode));
  } catch (error) {
    const code = codeOf(error);
    throw code === null ? error : systemError(code, { syscall: 'copyfile', path, dest });
  }
  return undefined;
}

function* intoTarget(source: number, dest: string, mode: number): CallPlan<void> {
  const from = (yield* perform('fstat', source)) as Stats;
  const exclusive = mode & COPYFILE_EXCL ? O_EXCL : 0;
  const target = yield* perform('open', dest, O_WRONLY | O_CREAT | exclusive, from.mode & 0o7777);
  try {
    yield* closing(target, copyBytes(source, target as number, from));
  } catch (error) {
    try {
      yield* perform('unlink', dest);
    } catch {
      // The error of the copy is the one to report.
    }
    throw error;
  }
}

function* copyBytes(source: number, target: number, from: Stats): CallPlan<void> {
  const to = (yield* perform('fstat', target)) as Stats;
  if (to.dev === from.dev && to.ino === from.ino) return;
  yield* perform('ftruncate', target, 0);
  if (COPIES_OWNER_AND_TIMES) yield* copyOwnerAndTimes(target, from);
  yield* perform('fchmod', target, from.mode & 0o7777);
  const piece = Buffer.allocUnsafeSlow(Math.max(1, Math.min(CHUNK_BYTES, from.size)));
  for (let left = from.size; left > 0; ) {
    const request = readTransfer([source, piece, 0, Math.min(piece.byteLength, left), null]);
    const bytesRead = (yield { step: 'read', request }) as number;
    if (bytesRead === 0) return;
    yield* writeAll(target, piece.subarray(0, bytesRead), bytesRead);
    left -= bytesRead;
  }
}

/** Errors are ignored, as in libuv: a file system may support neither. */
function* copyOwnerAndTimes(target: number, from: Stats): CallPlan<void> {
  for (const step of [
    () => perform('futimes', target, from.atimeMs / 1000, from.mtimeMs / 1000),
    () => perform('fchown', target, from.uid, from.gid),
  ]) {
    try {
      yield* step();
    } catch (error) {
      if (codeOf(error) === null) throw error;
    }
  }
}
