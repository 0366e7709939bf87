// Claims atomic and durable replacement by a single writer, nothing more. Fails with two writers at once:
// both can pass the comparison of the rev, and they share one temporary file. The baseline: it shows what a
// lock costs and what it prevents.
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
