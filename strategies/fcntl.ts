// Claims processes and power loss, but not threads. A POSIX lock belongs to the process: two worker threads
// of one process both acquire it, and lose updates. Suits programs with one writing thread per process. The
// kernel frees the lock when the process dies. Worker threads need the lock broker.
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { lockFile } from './locks/lock-file.js';
import { posixLock, posixLockAvailability } from './locks/posix-lock.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'fcntl',
  title: 'fcntl (POSIX) lock, durable rename',
  role: 'candidate',
  addon: 'compiled',
  claims: { threads: false, processes: true, powerLoss: true },
  availability: () => Promise.resolve(posixLockAvailability()),
  open: (path, options) => openFileStore({ lock: lockFile(posixLock), commit: durableRename }, path, options),
};

export default strategy;
