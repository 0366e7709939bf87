// Writes its temporary file in pieces of 100 bytes: a kill or a full disk meets many more moments. YAML, replaced
// by a rename under a lock, file and directory synced.

import { closeSync, fsyncSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../../commits/commit.js';
import { makeDurableDirectory, syncDirectory } from '../../commits/directory-sync.js';
import { writeAll } from '../../commits/write-all.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { unlessAbsent } from '../durable-file.js';
import { keepOwnerAndMode, modeFor } from '../kept-permissions.js';

const PIECE_BYTES = 100;
/** Of a large document the pieces are larger: a million system calls show nothing more. */
const PIECES_MAX = 20;

const commit: Commit = {
  prepareDirectory: makeDurableDirectory,
  commit(target, content, previous) {
    const temporary = `${target}.tmp`;
    unlessAbsent(() => unlinkSync(temporary));
    try {
      const fd = openSync(temporary, 'wx', modeFor(previous));
      try {
        keepOwnerAndMode(fd, previous);
        const size = Math.max(PIECE_BYTES, Math.ceil(content.byteLength / PIECES_MAX));
        for (let at = 0; at < content.byteLength; at += size) writeAll(fd, content.subarray(at, at + size));
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
  id: 'small-pieces',
  title: 'Written in pieces of 100 bytes',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
