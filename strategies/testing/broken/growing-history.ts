// Broken in one way: it keeps a copy of every version and never removes one. The directory grows for ever.
import { copyFileSync, existsSync } from 'node:fs';
import type { Commit } from '../../commits/commit.js';
import { durableRename } from '../../commits/durable-rename.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = ['stress-100/leaves-nothing'];

const commit: Commit = {
  prepareDirectory: durableRename.prepareDirectory,
  commit(target, content, previous) {
    if (existsSync(target)) copyFileSync(target, `${target}.${Date.now()}-${Math.random()}`);
    durableRename.commit(target, content, previous);
  },
};

const strategy: Strategy = {
  id: 'growing-history',
  title: 'Keeps every version',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
