// A canary, broken in one way: when the rename is refused because the temporary file lies on another device,
// it copies over the document in place. A copy that fails half-way leaves neither the old nor the new one.
import { copyFileSync, fsyncSync, unlinkSync } from 'node:fs';
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
      copyFileSync(tmp, target);
      unlinkSync(tmp);
    }
  },
});

const strategy: Strategy = {
  id: 'copies-across-devices',
  title: 'Copies in place when a rename is refused',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: false },
  open: (path, options) => openFileStore({ lock: noLock, commit }, path, options),
};

export default strategy;
