// A canary, broken in one way: it syncs and renames the file and never syncs the directory. The replacement
// is atomic, but a power cut may bring the old document back: an acknowledged write is lost.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { makeDurableDirectory } from '../commits/directory-sync.js';
import { renameOver } from '../commits/rename-over.js';
import { writeAll } from '../commits/write-all.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

const fileOnly: Commit = {
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
  },
};

const strategy: Strategy = {
  id: 'unsynced-directory',
  title: 'Rename without syncing the directory',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit: fileOnly }, path, options),
};

export default strategy;
