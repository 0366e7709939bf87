// What files have in common that are written in place: bytes at a position, and the name of an inode. A directory
// entry is durable when its directory was synced after the rename; whoever overwrites a file in place never
// syncs it, and the writer that renamed the file may have died before it did. So the first writer that meets an
// inode syncs the directory, before anything is acknowledged in it.
import {
  type BigIntStats,
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from './commits/directory-sync.js';

/** So many bytes at `position`, fewer where the file ends. */
export function readAt(fd: number, position: number, lengthBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(lengthBytes);
  let length = 0;
  while (length < lengthBytes) {
    const taken = readSync(fd, bytes, length, lengthBytes - length, position + length);
    if (taken === 0) break;
    length += taken;
  }
  return bytes.subarray(0, length);
}

/** Writes every byte, as `writeAll` does. */
export function writeAllAt(fd: number, bytes: Uint8Array, position: number): void {
  let written = 0;
  while (written < bytes.byteLength) {
    const taken = writeSync(fd, bytes, written, bytes.byteLength - written, position + written);
    if (taken === 0) {
      throw Object.assign(new Error(`write took none of ${bytes.byteLength - written} bytes`), {
        code: 'EIO',
      });
    }
    written += taken;
  }
}

/** The data alone: neither size nor name changes by what is overwritten. Never retried after a failure. */
export function overwriteDurably(fd: number, bytes: Uint8Array, position: number): void {
  writeAllAt(fd, bytes, position);
  fdatasyncSync(fd);
}

/** Reads with an open descriptor; null: there is no file. */
export function withDescriptor<T>(path: string, read: (fd: number) => T): T | null {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    return read(fd);
  } finally {
    closeSync(fd);
  }
}

/** Removes what a writer left that died while it replaced the document; the lock is held. */
export function removeLeftTemporary(target: string): void {
  // Looked for first: an error that says that there is none costs more than all the other calls.
  if (existsSync(`${target}.tmp`)) unlinkSync(`${target}.tmp`);
}

/** One for each store. */
export class DurableNames {
  #met: string | null = null;

  /** Afterwards the name that led to this open file is durable; the lock is held, so it leads there still. */
  ensure(fd: number, target: string): void {
    const inode = identityOf(fstatSync(fd, { bigint: true }));
    if (inode !== null && inode === this.#met) return;
    syncDirectory(dirname(target));
    this.#met = inode;
  }
}

/** Numbers of inodes come back; null: nothing tells this one from an earlier one of the same number. */
function identityOf({ dev, ino, birthtimeNs }: BigIntStats): string | null {
  return birthtimeNs === 0n ? null : `${dev} ${ino} ${birthtimeNs}`;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
