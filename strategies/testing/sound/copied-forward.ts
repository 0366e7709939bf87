// Copies the old file with its mode, writes the new text over the copy, shortens and syncs it, and renames it.
// YAML, under a lock, directory synced.

import { closeSync, copyFileSync, fsyncSync, ftruncateSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../../commits/commit.js';
import { makeDurableDirectory, syncDirectory } from '../../commits/directory-sync.js';
import { writeAll } from '../../commits/write-all.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { unlessAbsent } from '../durable-file.js';
import { keepOwnerAndMode, modeFor } from '../kept-permissions.js';

const commit: Commit = {
  prepareDirectory: makeDurableDirectory,
  commit(target, content, previous) {
    const temporary = `${target}.tmp`;
    unlessAbsent(() => unlinkSync(temporary));
    try {
      if (previous !== null) {
        closeSync(openSync(temporary, 'wx', modeFor(previous)));
        copyFileSync(target, temporary);
      }
      const fd = openSync(temporary, previous === null ? 'wx' : 'r+', modeFor(previous));
      try {
        keepOwnerAndMode(fd, previous);
        writeAll(fd, content);
        ftruncateSync(fd, content.byteLength);
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
  id: 'copied-forward',
  title: 'A copy of the old file becomes the new one',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
