// Claims nothing but atomic, durable replacement by a single writer. Two writers at once can both pass the rev
// check, and share one temporary file. The baseline: what does a lock cost, and what does it save?
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { noLock } from './locks/none.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'no-lock',
  title: 'No lock, durable rename',
  role: 'baseline',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit: durableRename }, path, options),
};

export default strategy;
