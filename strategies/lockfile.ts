// Claims threads, processes and power loss without a native addon: the lock of proper-lockfile is a
// directory, and mkdir excludes everybody. The price: the lock of a killed writer blocks the others for 10 s.
// Fails, and can lose an update, when a writer is paused for more than 10 s within a write, when the wall
// clock jumps, and when two writers take over the same stale lock.
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { lockfile } from './locks/lockfile-lock.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'lockfile',
  title: 'proper-lockfile, durable rename',
  role: 'candidate',
  claims: { threads: true, processes: true, powerLoss: true, lockAfterKill: 'stale' },
  open: (path, options) => openFileStore({ lock: lockfile, commit: durableRename }, path, options),
};

export default strategy;
