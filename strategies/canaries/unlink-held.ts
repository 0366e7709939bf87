// A canary, broken in one way: it removes the lock file while it holds the lock, and does not check whether
// the file that it locked still has the name. A opens the lock file and is preempted before flock; B locks
// it, writes, removes it, creates and locks a new one for its next write and is preempted before the rename;
// A gets the lock of the removed file, and both write. Two preemptions, two writes each.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { flockAvailability } from '../locks/flock-lock.js';
import { unlinkHeldLock } from '../locks/unlink-held-lock.js';
import type { Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'unlink-held',
  title: 'Removes its lock file without looking which one it locked',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(flockAvailability()),
  open: (path, options) => openFileStore({ lock: unlinkHeldLock, commit: durableRename }, path, options),
};

export default strategy;
