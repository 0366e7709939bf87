// A canary, broken in one way: a failed fsync is tried again on the same descriptor. The kernel has reported
// the error and may have dropped the pages, so the second one succeeds and means nothing.
import { fsyncSync } from 'node:fs';
import { stagedRename } from '../commits/staged-rename.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

const commit = stagedRename({
  sync(fd) {
    try {
      fsyncSync(fd);
    } catch {
      fsyncSync(fd);
    }
  },
});

const strategy: Strategy = {
  id: 'sync-retried',
  title: 'Failed fsync tried again',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit }, path, options),
};

export default strategy;
