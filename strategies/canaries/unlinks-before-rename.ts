// A canary, broken in one way: when a rename is refused it removes the old document and tries again. Refused
// once more, it has lost both.
import { fsyncSync, unlinkSync } from 'node:fs';
import { renameOver } from '../commits/rename-over.js';
import { stagedRename } from '../commits/staged-rename.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

const commit = stagedRename({
  sync: fsyncSync,
  publish(tmp, target) {
    try {
      renameOver(tmp, target);
    } catch {
      unlinkSync(target);
      renameOver(tmp, target);
    }
  },
});

const strategy: Strategy = {
  id: 'unlinks-before-rename',
  title: 'Removes the old document when a rename is refused',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit }, path, options),
};

export default strategy;
