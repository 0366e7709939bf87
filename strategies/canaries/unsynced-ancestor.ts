// A canary, broken in one way: it does not make the directories durable that it creates. The first document
// in a new directory can vanish together with the directory, although the directory's own content was synced.
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
