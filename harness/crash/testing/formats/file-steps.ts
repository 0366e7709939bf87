// What the formats do to files: reading one that may be absent, writing one in one go, replacing one by a
// rename. Each says what it syncs.
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '../../../../strategies/commits/directory-sync.js';
import { renameOver } from '../../../../strategies/commits/rename-over.js';
import { writeAll } from '../../../../strategies/commits/write-all.js';
import { StoreError } from '../../../../strategies/strategy.js';

/** null: there is no such file. */
export function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Syncs the data unless told otherwise, and never the name. `like`: whose owner and mode the file gets. */
export function writeWhole(
  path: string,
  bytes: Uint8Array,
  { sync = true, like = null }: { sync?: boolean; like?: Stats | null } = {},
): void {
  const fd = openSync(path, 'w', like === null ? 0o666 : like.mode & 0o777);
  try {
    if (like !== null) keepOwnerAndMode(fd, like);
    writeAll(fd, bytes);
    if (sync) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function keepOwnerAndMode(fd: number, { uid, gid, mode }: Stats): void {
  const made = fstatSync(fd);
  // Only root may give a file away.
  if ((made.uid !== uid || made.gid !== gid) && process.getuid?.() === 0) fchownSync(fd, uid, gid);
  if ((made.mode & 0o7777) !== (mode & 0o7777)) fchmodSync(fd, mode & 0o7777);
}

/** By a temporary file and a rename, durable when it returns. Keeps owner and mode of what it replaces. */
export function replaceWhole(path: string, bytes: Uint8Array): void {
  writeWhole(`${path}.tmp`, bytes, { like: statsOf(path) });
  renameOver(`${path}.tmp`, path);
  syncDirectory(dirname(path));
}

/** null: there is no such file. Symbolic links are followed. */
export function statsOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

/** What a read says of bytes that are no document of its format. */
export function notUnderstood(path: string, cause?: unknown): StoreError {
  return new StoreError('INVALID_DOCUMENT', `${path} was not written by this format`, { cause });
}
