// Claims threads, processes and power loss without any native addon: proper-lockfile's directory lock excludes
// whoever runs mkdir, the durable rename does the rest. The price: a lock left by a killed writer blocks for
// 10 s, and a writer that is stopped for longer than that in the middle of a write is robbed of its lock.
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
