// Broken on purpose in one way: a lock that is 10 s old is removed by its name. Two who have both found the
// dead writer's lock stale remove it one after the other, and what the second removes is the lock of the
// first. The most reported race of lock files; it needs a lock that a dead writer left, and two preemptions.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { leasedLock, leasedLockAvailability } from '../locks/leased-lock.js';
import type { Strategy } from '../strategy.js';

const lock = leasedLock({ isStale: (made, now) => now.wallMs - made.wallMs > 10_000, takeover: 'by-name' });

const strategy: Strategy = {
  id: 'takeover-by-name',
  title: 'Lock that two take over at once',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(leasedLockAvailability()),
  open: (path, options) => openFileStore({ lock, commit: durableRename }, path, options),
};

export default strategy;
