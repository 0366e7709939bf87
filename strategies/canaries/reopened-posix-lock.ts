// A canary, broken in one way: while it holds its lock it opens the lock file again to write its pid there,
// and closing that second descriptor drops the POSIX lock. A locks, writes the pid, compares the rev and is
// preempted before the rename; B gets the same lock and writes; A renames over it. One preemption. Like every
// POSIX lock it claims processes only.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { notedPosixLock } from '../locks/noted-posix-lock.js';
import { posixLockAvailability } from '../locks/posix-lock.js';
import type { Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'reopened-posix-lock',
  title: 'Closes a second descriptor of its locked file',
  role: 'canary',
  claims: { threads: false, processes: true, powerLoss: true },
  availability: () => Promise.resolve(posixLockAvailability()),
  open: (path, options) => openFileStore({ lock: notedPosixLock, commit: durableRename }, path, options),
};

export default strategy;
