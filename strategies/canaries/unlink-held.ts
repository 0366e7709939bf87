// Broken on purpose in one way: the lock file is removed while it is held, and nobody looks whether the file that
// he locked is still the one with that name. A opens the lock file and stands before flock; B locks it, writes,
// removes it, makes and locks a new one for its next write and stands before the rename; A gets the lock of the
// removed file, removes B's on its way out, and both write. Two preemptions, two writes each.
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
