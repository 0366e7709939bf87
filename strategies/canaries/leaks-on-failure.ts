// A canary, broken in one way: the temporary file is closed on the good path only.
import { closeSync, fsyncSync } from 'node:fs';
import { stagedRename } from '../commits/staged-rename.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

const commit = stagedRename({
  sync: fsyncSync,
  close(fd, failed) {
    if (!failed) closeSync(fd);
  },
});

const strategy: Strategy = {
  id: 'leaks-on-failure',
  title: 'Descriptor left open by a failed write',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit }, path, options),
};

export default strategy;
