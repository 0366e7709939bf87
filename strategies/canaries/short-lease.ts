// Broken on purpose in one way: a lock counts as abandoned after 200 ms. An owner that stands still for
// longer, for a slow fsync or a collection of garbage, is robbed while it writes.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { leasedLock, leasedLockAvailability } from '../locks/leased-lock.js';
import type { Strategy } from '../strategy.js';

const lock = leasedLock({
  isStale: (made, now) => now.monotonicMs - made.monotonicMs > 200,
  takeover: 'guarded',
});

const strategy: Strategy = {
  id: 'short-lease',
  title: 'Lock that is stolen from a slow owner',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(leasedLockAvailability()),
  open: (path, options) => openFileStore({ lock, commit: durableRename }, path, options),
};

export default strategy;
