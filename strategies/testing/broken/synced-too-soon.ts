// Broken in one way: it syncs the temporary file before the text is in it, as a refactoring leaves it. After
// a loss of power the name leads to an empty file.
import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../../commits/commit.js';
import { makeDurableDirectory, syncDirectory } from '../../commits/directory-sync.js';
import { writeAll } from '../../commits/write-all.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { keepOwnerAndMode } from '../kept-permissions.js';

export const fallsBy: FallsBy = [
  'power-loss/survives-journaled',
  'power-loss/survives-weakest',
  'power-loss/survives-ordered',
];

const commit: Commit = {
  prepareDirectory: makeDurableDirectory,
  commit(target, content, previous) {
    const temporary = `${target}.tmp`;
    const fd = openSync(temporary, 'w');
    try {
      keepOwnerAndMode(fd, previous);
      fsyncSync(fd);
      writeAll(fd, content);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, target);
    syncDirectory(dirname(target));
  },
};

const strategy: Strategy = {
  id: 'synced-too-soon',
  title: 'Syncs before it writes',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
