// Its temporary files have random names in a directory of their own; the holder of the lock removes what dead
// writers have left there. YAML, replaced by a rename under a lock, file and directories synced.

import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Commit } from '../../commits/commit.js';
import { makeDurableDirectory, syncDirectory } from '../../commits/directory-sync.js';
import { writeAll } from '../../commits/write-all.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { keepOwnerAndMode, modeFor } from '../kept-permissions.js';

const commit: Commit = {
  prepareDirectory: makeDurableDirectory,
  commit(target, content, previous) {
    const stage = `${target}.stage`;
    mkdirSync(stage, { recursive: true, mode: 0o700 });
    try {
      for (const left of readdirSync(stage)) rmSync(join(stage, left));
      const temporary = join(stage, randomUUID());
      const fd = openSync(temporary, 'wx', modeFor(previous));
      try {
        keepOwnerAndMode(fd, previous);
        writeAll(fd, content);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(temporary, target);
    } finally {
      rmSync(stage, { recursive: true, force: true });
    }
    syncDirectory(dirname(target));
  },
};

const strategy: Strategy = {
  id: 'random-temporaries',
  title: 'Temporary files with random names',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
