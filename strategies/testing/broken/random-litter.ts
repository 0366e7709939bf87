// Broken in one way: its temporary files have random names, and nobody removes those of writers that died.

import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../../commits/commit.js';
import { makeDurableDirectory, syncDirectory } from '../../commits/directory-sync.js';
import { writeAll } from '../../commits/write-all.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { unlessAbsent } from '../durable-file.js';
import type { FallsBy } from '../falls-by.js';
import { keepOwnerAndMode, modeFor } from '../kept-permissions.js';

export const fallsBy: FallsBy = ['kill-mid-write/no-litter-after-kill'];

const commit: Commit = {
  prepareDirectory: makeDurableDirectory,
  commit(target, content, previous) {
    const temporary = `${target}.${randomUUID()}.tmp`;
    try {
      const fd = openSync(temporary, 'wx', modeFor(previous));
      try {
        keepOwnerAndMode(fd, previous);
        writeAll(fd, content);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(temporary, target);
    } catch (error) {
      unlessAbsent(() => unlinkSync(temporary));
      throw error;
    }
    syncDirectory(dirname(target));
  },
};

const strategy: Strategy = {
  id: 'random-litter',
  title: 'Its temporary files have random names, and stay',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
