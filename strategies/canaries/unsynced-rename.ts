// A canary, broken in one way: it renames the temporary file over the document without any fsync. After a
// power cut the document may be empty or half-written, or an acknowledged write may be lost.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { renameOver } from '../commits/rename-over.js';
import { writeAll } from '../commits/write-all.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

const renameOnly: Commit = {
  prepareDirectory(directory) {
    mkdirSync(directory, { recursive: true });
  },
  commit(target, content) {
    const tmp = `${target}.tmp`;
    const fd = openSync(tmp, 'w');
    try {
      writeAll(fd, content);
    } finally {
      closeSync(fd);
    }
    renameOver(tmp, target);
  },
};

const strategy: Strategy = {
  id: 'unsynced-rename',
  title: 'Rename without any fsync',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit: renameOnly }, path, options),
};

export default strategy;
