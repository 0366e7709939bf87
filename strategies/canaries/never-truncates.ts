// A canary, broken in one way: it writes over the document from the first byte on and never shortens the file.
// A document that is smaller than the one before has the old one's end behind it.
import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { inPlace } from '../commits/overwrite-in-place.js';
import { writeAll } from '../commits/write-all.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const neverTruncating: Commit = {
  prepareDirectory: inPlace.prepareDirectory,
  commit(target, content) {
    const fd = openSync(target, existsSync(target) ? 'r+' : 'w');
    try {
      writeAll(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
};

const strategy: Strategy = {
  id: 'never-truncates',
  title: 'Never shortens the file',
  role: 'canary',
  claims: { threads: true, processes: true },
  open: (path, options) => openFileStore({ lock: lockfile, commit: neverTruncating }, path, options),
};

export default strategy;
