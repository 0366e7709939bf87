// A canary, broken in one way: it goes on when fsync fails, and acknowledges.
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
      // "Not supported everywhere."
    }
  },
});

const strategy: Strategy = {
  id: 'sync-error-swallowed',
  title: 'Failed fsync swallowed',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit }, path, options),
};

export default strategy;
