// Makes the entries of a directory durable: fsync of a file does not cover the name that leads to it
// (fsync(2)). Windows has no such call (EPERM); there the file system's journal decides whether a rename is
// durable.
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

export function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } catch (error) {
    if (
      !(process.platform === 'win32' && error instanceof Error && 'code' in error && error.code === 'EPERM')
    ) {
      throw error;
    }
  } finally {
    closeSync(fd);
  }
}

/**
 * mkdir -p; afterwards every directory that it created has a durable name. A directory that another process
 * created and died before syncing looks like an old one and is not synced.
 */
export function makeDurableDirectory(directory: string): void {
  const firstCreated = mkdirSync(directory, { recursive: true });
  if (firstCreated === undefined) {
    return;
  }
  const top = dirname(firstCreated);
  for (let parent = dirname(directory); ; parent = dirname(parent)) {
    syncDirectory(parent);
    if (parent === top || parent === dirname(parent)) {
      return;
    }
  }
}
