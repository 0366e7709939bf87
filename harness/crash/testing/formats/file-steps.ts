// What the formats do to files: reading one that may be absent, writing one in one go, replacing one by a
// rename. Each says what it syncs.
import { closeSync, fchmodSync, fstatSync, fsyncSync, openSync, readFileSync } from 'node:fs';
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

/** Syncs the data unless told otherwise, and never the name. `mode`: of a file that is new. */
export function writeWhole(
  path: string,
  bytes: Uint8Array,
  { sync = true, mode }: { sync?: boolean; mode?: number } = {},
): void {
  const fd = openSync(path, 'w');
  try {
    if (mode !== undefined) fchmodSync(fd, mode);
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

/** By a temporary file and a rename, durable when it returns. Keeps the mode of what it replaces. */
export function replaceWhole(path: string, bytes: Uint8Array): void {
  const mode = modeOf(path);
  writeWhole(`${path}.tmp`, bytes, mode === undefined ? {} : { mode });
  renameOver(`${path}.tmp`, path);
  syncDirectory(dirname(path));
}

/** undefined: there is no such file. */
export function modeOf(path: string): number | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    return fstatSync(fd).mode & 0o7777;
  } finally {
    closeSync(fd);
  }
}

/** What a read says of bytes that are no document of its format. */
export function notUnderstood(path: string, cause?: unknown): StoreError {
  return new StoreError('INVALID_DOCUMENT', `${path} was not written by this format`, { cause });
}
