// A canary, broken in one way: it syncs the directory after the rename and never the file. The new name is
// durable before its data: after a power cut the document may be empty or half-written. Only file systems
// that flush a file when it replaces another one hide this.
import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../commits/commit.js';
import { makeDurableDirectory, syncDirectory } from '../commits/directory-sync.js';
import { renameOver } from '../commits/rename-over.js';
import { writeAll } from '../commits/write-all.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

const directoryOnly: Commit = {
  prepareDirectory: makeDurableDirectory,
  commit(target, content) {
    const tmp = `${target}.tmp`;
    const fd = openSync(tmp, 'w');
    try {
      writeAll(fd, content);
    } finally {
      closeSync(fd);
    }
    renameOver(tmp, target);
    syncDirectory(dirname(target));
  },
};

const strategy: Strategy = {
  id: 'synced-directory-only',
  title: 'Syncs the directory but not the file',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit: directoryOnly }, path, options),
};

export default strategy;
