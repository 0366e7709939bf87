// Good for writers that rarely meet and never die in the middle, where no native addon can be had:
// proper-lockfile's directory lock, a durable rename. It claims neither threads nor processes, because it
// loses updates after a dead writer: two that find the dead one's lock stale remove it one after the other,
// and what the second removes is the lock of the first (proper-lockfile 4.1.2, its issue 121; two
// preemptions). Besides, a lock left by a killed writer blocks for 10 s, and a writer that is stopped for
// longer than that in the middle of a write is robbed of its lock.
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { lockfile } from './locks/lockfile-lock.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'lockfile',
  title: 'proper-lockfile, durable rename',
  role: 'candidate',
  claims: { threads: false, processes: false, powerLoss: true, lockAfterKill: 'stale' },
  open: (path, options) => openFileStore({ lock: lockfile, commit: durableRename }, path, options),
};

export default strategy;
