// Broken on purpose in one way: a lock file with the owner's pid is taken over when its owner is dead, and one
// that has been created but not yet written looks just like that. A creates the file and stands before writing its
// pid; B finds it empty, removes it, creates its own and stands before the rename; A writes its pid into the
// removed file, and both hold the lock. Two preemptions; nobody need have died. Needs no addon.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { pidFile } from '../locks/pid-file-lock.js';
import type { Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'pid-file',
  title: 'Lock file with a pid, taken over when it looks stale',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: pidFile, commit: durableRename }, path, options),
};

export default strategy;
