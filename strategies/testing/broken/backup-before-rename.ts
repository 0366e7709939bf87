// Broken in one way: it renames the old document to a backup before it renames the new one into place. In between
// there is none.
import { existsSync, renameSync } from 'node:fs';
import type { Commit } from '../../commits/commit.js';
import { durableRename } from '../../commits/durable-rename.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = [
  'interleavings/no-corruption',
  'readers/no-corruption',
  'kill-mid-write/acked-survives',
  'concurrent-processes/no-corruption',
];

const commit: Commit = {
  prepareDirectory: durableRename.prepareDirectory,
  commit(target, content, previous) {
    if (existsSync(target)) renameSync(target, `${target}.backup`);
    durableRename.commit(target, content, previous);
  },
};

const strategy: Strategy = {
  id: 'backup-before-rename',
  title: 'Moves the old file away first',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
