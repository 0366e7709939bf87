// Broken on purpose in one way: a lock counts as abandoned after 10 s. An owner that is slow is left alone;
// one that is paused for a minute (SIGSTOP, a virtual machine that moves) goes on and writes beside whoever
// took its lock.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { leasedLock, leasedLockAvailability } from '../locks/leased-lock.js';
import type { Strategy } from '../strategy.js';

const lock = leasedLock({
  isStale: (made, now) => now.monotonicMs - made.monotonicMs > 10_000,
  takeover: 'guarded',
});

const strategy: Strategy = {
  id: 'long-lease',
  title: 'Lock that is stolen from a paused owner',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(leasedLockAvailability()),
  open: (path, options) => openFileStore({ lock, commit: durableRename }, path, options),
};

export default strategy;
