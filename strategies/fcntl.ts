// Claims processes and power loss, but not threads: a POSIX lock belongs to the process, so two worker threads
// are both told that they hold it. Fine for programs with one writing thread per process.
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { lockFile } from './locks/lock-file.js';
import { posixLock, posixLockAvailability } from './locks/posix-lock.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'fcntl',
  title: 'fcntl (POSIX) lock, durable rename',
  role: 'candidate',
  claims: { threads: false, processes: true, powerLoss: true },
  availability: () => Promise.resolve(posixLockAvailability()),
  open: (path, options) => openFileStore({ lock: lockFile(posixLock), commit: durableRename }, path, options),
};

export default strategy;
