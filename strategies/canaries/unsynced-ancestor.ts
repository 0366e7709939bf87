// Broken on purpose in one way: directories that it has to make are not made durable. The very first document in
// a new directory can vanish with the directory, although its own directory was synced.
import { mkdirSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

const forgettingAncestors: Commit = {
  prepareDirectory(directory) {
    mkdirSync(directory, { recursive: true });
  },
  commit: durableRename.commit,
};

const strategy: Strategy = {
  id: 'unsynced-ancestor',
  title: 'New directories are not synced',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit: forgettingAncestors }, path, options),
};

export default strategy;
