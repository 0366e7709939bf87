// Copies the old file with its mode, writes the new text over the copy, shortens and syncs it, and renames it.
// YAML, under a lock, directory synced.
import { closeSync, copyFileSync, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { writeAll } from '../../commits/write-all.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { modeFor } from '../kept-permissions.js';
import { openedLike, replacingCommit } from '../replacing-commit.js';

const commit = replacingCommit((temporary, content, previous, target) => {
  if (previous !== null) {
    closeSync(openSync(temporary, 'wx', modeFor(previous)));
    copyFileSync(target, temporary);
  }
  openedLike(previous, temporary, previous === null ? 'wx' : 'r+', (fd) => {
    writeAll(fd, content);
    ftruncateSync(fd, content.byteLength);
    fsyncSync(fd);
  });
});

const strategy: Strategy = {
  id: 'copied-forward',
  title: 'A copy of the old file becomes the new one',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
