// A canary, broken in one way: after the rename it syncs the *file* again instead of the directory. On a
// file system with one ordered journal this carries the rename along. POSIX promises nothing of the kind: a
// file system that writes directory operations in any order loses the acknowledged write.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { makeDurableDirectory } from '../commits/directory-sync.js';
import { renameOver } from '../commits/rename-over.js';
import { writeAll } from '../commits/write-all.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

const fileAgain: Commit = {
  prepareDirectory: makeDurableDirectory,
  commit(target, content) {
    const tmp = `${target}.tmp`;
    const fd = openSync(tmp, 'w');
    try {
      writeAll(fd, content);
      fsyncSync(fd);
      renameOver(tmp, target);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
};

const strategy: Strategy = {
  id: 'file-resync',
  title: 'Syncs the file again instead of the directory',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit: fileAgain }, path, options),
};

export default strategy;
