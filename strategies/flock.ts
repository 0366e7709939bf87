// Claims threads, processes and power loss, and leaves no file behind. A flock lock belongs to the open file
// description, so it excludes threads and processes alike, and the kernel frees it when its holder dies. The
// lock file is unlinked while the lock is held, and checked after the lock was acquired. Fails where the lock
// does not reach every writer (NFS with `local_lock`, two mounts of one directory). Worker threads need the
// lock broker.
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { flock, flockAvailability } from './locks/flock-lock.js';
import { lockFile } from './locks/lock-file.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'flock',
  title: 'flock, durable rename',
  role: 'candidate',
  addon: 'compiled',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(flockAvailability()),
  open: (path, options) => openFileStore({ lock: lockFile(flock), commit: durableRename }, path, options),
};

export default strategy;
