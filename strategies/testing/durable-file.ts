// Small durable operations on whole files, which designs of the corpus are composed of.
import { closeSync, fsyncSync, ftruncateSync, openSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '../commits/directory-sync.js';
import { writeAll } from '../commits/write-all.js';

/** Writes and syncs a file in its place; its name is not synced. */
export function fillDurably(path: string, text: string, flags: 'w' | 'wx' = 'w', mode = 0o666): void {
  const fd = openSync(path, flags, mode);
  try {
    writeAll(fd, Buffer.from(text));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Overwrites what is there before it shortens the file; creates it where there is none. */
export function overwriteDurably(path: string, text: string): void {
  const bytes = Buffer.from(text);
  const fd = openOrCreate(path);
  try {
    writeAll(fd, bytes);
    ftruncateSync(fd, bytes.byteLength);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function openOrCreate(path: string): number {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if (!isAbsent(error)) throw error;
    return openSync(path, 'wx+');
  }
}

export function removeDurably(path: string): void {
  unlinkSync(path);
  syncDirectory(dirname(path));
}

/** The result, or null where the file is absent. */
export function unlessAbsent<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
