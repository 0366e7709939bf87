// The commit that most designs of the corpus vary: a temporary file with the owner and mode of the old one is filled
// and renamed over the document, and the directory is synced. Each design gives its own way to fill the file.
import { closeSync, openSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../commits/commit.js';
import { makeDurableDirectory, syncDirectory } from '../commits/directory-sync.js';
import { unlessAbsent } from './durable-file.js';
import { keepOwnerAndMode, modeFor } from './kept-permissions.js';

/** Leaves the whole content at `temporary`, where there is nothing yet; what it throws ends the commit. */
type Fill = (temporary: string, content: Uint8Array, previous: Stats | null, target: string) => void;

export function replacingCommit(fill: Fill, temporaryOf = (target: string) => `${target}.tmp`): Commit {
  return {
    prepareDirectory: makeDurableDirectory,
    commit(target, content, previous) {
      const temporary = temporaryOf(target);
      unlessAbsent(() => unlinkSync(temporary));
      try {
        fill(temporary, content, previous, target);
        renameSync(temporary, target);
      } catch (error) {
        unlessAbsent(() => unlinkSync(temporary));
        throw error;
      }
      syncDirectory(dirname(target));
    },
  };
}

/** Opens the file, gives it the old one's owner and mode, lets it be written, and closes it whatever happens. */
export function openedLike(
  previous: Stats | null,
  path: string,
  flags: string | number,
  write: (fd: number) => void,
): void {
  const fd = openSync(path, flags, modeFor(previous));
  try {
    keepOwnerAndMode(fd, previous);
    write(fd);
  } finally {
    closeSync(fd);
  }
}
