// A canary, broken in one way: a lock file with the owner's pid is taken over when the owner is dead, and a
// file that was created but not yet written looks the same. A creates the file and is preempted before it
// writes its pid; B finds it empty, removes it, creates its own and is preempted before the rename; A writes
// its pid into the removed file, and both hold the lock. Two preemptions, and nobody has to die. Needs no
// addon.
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
