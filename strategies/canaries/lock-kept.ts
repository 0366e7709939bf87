// A canary, broken in one way: the lock is released on the good path only. After one failed write every other
// is refused as LOCKED.
import { closeSync, existsSync, openSync, unlinkSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import { StoreError, type Strategy } from '../strategy.js';

const commit: Commit = {
  ...durableRename,
  commit(target, content, previous) {
    const busy = `${target}.busy`;
    if (existsSync(busy)) throw new StoreError('LOCKED', `${target} is being written`);
    closeSync(openSync(busy, 'wx'));
    durableRename.commit(target, content, previous);
    unlinkSync(busy);
  },
};

const strategy: Strategy = {
  id: 'lock-kept',
  title: 'Lock kept by a failed write',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit }, path, options),
};

export default strategy;
