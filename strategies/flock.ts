// Claims threads, processes and power loss, and leaves nothing behind: flock belongs to the open file
// description, the kernel frees it when its holder dies, the lock file is unlinked while it is held and checked
// after it was acquired. Worker threads need the lock broker.
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { flock, flockAvailability } from './locks/flock-lock.js';
import { lockFile } from './locks/lock-file.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'flock',
  title: 'flock, durable rename',
  role: 'candidate',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(flockAvailability()),
  open: (path, options) => openFileStore({ lock: lockFile(flock), commit: durableRename }, path, options),
};

export default strategy;
