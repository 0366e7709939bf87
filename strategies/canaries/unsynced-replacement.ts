// Broken on purpose in one way: a file is synced when the document is new, but not when it replaces another.
// The new name may be durable before its data, and the document empty or full of zeros after a power cut.
// Only file systems that bring the data of a replacing file along hide it: ext4 with nodioread_nolock or
// data=journal, and not ext4 as it is mounted by default.
import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../commits/commit.js';
import { makeDurableDirectory, syncDirectory } from '../commits/directory-sync.js';
import { renameOver } from '../commits/rename-over.js';
import { writeAll } from '../commits/write-all.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

const syncedWhenNew: Commit = {
  prepareDirectory: makeDurableDirectory,
  commit(target, content) {
    const tmp = `${target}.tmp`;
    const isNew = !existsSync(target);
    const fd = openSync(tmp, 'w');
    try {
      writeAll(fd, content);
      if (isNew) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameOver(tmp, target);
    syncDirectory(dirname(target));
  },
};

const strategy: Strategy = {
  id: 'unsynced-replacement',
  title: 'Syncs a new document but not one that replaces another',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit: syncedWhenNew }, path, options),
};

export default strategy;
