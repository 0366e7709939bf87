// A canary, broken in one way: it syncs the directory of the name that it was given. Behind a symbolic link that
// is not the one in which it has renamed, and a power cut may bring the old document back.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Commit } from '../commits/commit.js';
import { makeDurableDirectory, syncDirectory } from '../commits/directory-sync.js';
import { renameOver } from '../commits/rename-over.js';
import { writeAll } from '../commits/write-all.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

function syncingDirectoryOf(name: string): Commit {
  return {
    prepareDirectory: makeDurableDirectory,
    commit(target, content) {
      const tmp = `${target}.tmp`;
      const fd = openSync(tmp, 'w');
      try {
        writeAll(fd, content);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameOver(tmp, target);
      syncDirectory(dirname(name));
    },
  };
}

const strategy: Strategy = {
  id: 'synced-link-directory',
  title: 'Syncs the directory of the link',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) =>
    openFileStore({ lock: noLock, commit: syncingDirectoryOf(resolve(path)) }, path, options),
};

export default strategy;
