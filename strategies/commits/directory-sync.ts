// Makes the entries of a directory durable: fsync of a file says nothing about the name it is found by (fsync(2)).
// Windows has no such call (EPERM); there the durability of a rename is up to the file system's journal.
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
 * mkdir -p, after which every created directory has a durable name. A directory that somebody else created and
 * didn't live to sync can't be told from an old one.
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
