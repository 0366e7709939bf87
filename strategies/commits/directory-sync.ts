// Makes the entries of a directory durable: fsync of a file does not cover the name that leads to it
// (fsync(2)). Windows syncs no directory (FlushFileBuffers needs a handle that may write, and Node opens a
// directory for reading: EPERM). There NTFS writes changes of names to one journal, in order, and
// FlushFileBuffers of a file writes the journal out up to then; so the file itself is flushed once more under
// its new name. That follows documentation and was never run on Windows; it rests on one ordered journal, which
// is the persistence model `journaled` and no stronger one.
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

/** Makes the name of a file durable that was renamed, or made, just now. */
export function syncName(file: string, platform: NodeJS.Platform = process.platform): void {
  if (platform !== 'win32') {
    syncDirectory(dirname(file));
    return;
  }
  const fd = openSync(file, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * mkdir -p; afterwards every directory that it created has a durable name. A directory that another process
 * created and died before syncing looks like an old one and is not synced. On Windows the journal brings the
 * names along with the first file that is flushed in there.
 */
export function makeDurableDirectory(directory: string): void {
  const firstCreated = mkdirSync(directory, { recursive: true });
  if (firstCreated === undefined || process.platform === 'win32') {
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
