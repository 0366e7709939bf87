// Opens its temporary file with O_DSYNC, so that each write is durable when it returns, and calls no fsync for it.
// YAML, replaced by a rename under a lock.

import { closeSync, constants, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../../commits/commit.js';
import { makeDurableDirectory, syncDirectory } from '../../commits/directory-sync.js';
import { writeAll } from '../../commits/write-all.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { unlessAbsent } from '../durable-file.js';
import { keepOwnerAndMode, modeFor } from '../kept-permissions.js';

const { O_CREAT, O_EXCL, O_WRONLY, O_DSYNC } = constants;

const commit: Commit = {
  prepareDirectory: makeDurableDirectory,
  commit(target, content, previous) {
    const temporary = `${target}.tmp`;
    unlessAbsent(() => unlinkSync(temporary));
    try {
      const fd = openSync(temporary, O_CREAT | O_EXCL | O_WRONLY | O_DSYNC, modeFor(previous));
      try {
        keepOwnerAndMode(fd, previous);
        writeAll(fd, content);
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
  id: 'synchronous-writes',
  title: 'O_DSYNC in place of fsync',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
