// Broken on purpose in one way: the document is overwritten in place. Reads take the lock too, so that nobody
// alive sees it half-written; a writer that dies in the middle leaves it so, and the lock is taken over from
// the dead.
import { inPlace } from '../commits/overwrite-in-place.js';
import { openFileStore } from '../file-store.js';
import { withLockedReads } from '../locked-reads.js';
import { leasedLock, leasedLockAvailability } from '../locks/leased-lock.js';
import type { Strategy } from '../strategy.js';

const lock = leasedLock({
  isStale: (made, now) => now.monotonicMs - made.monotonicMs > 10_000,
  takeover: 'guarded',
});

const strategy: Strategy = {
  id: 'torn-by-death',
  title: 'Overwrites in place what only locked readers see',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: false },
  availability: () => Promise.resolve(leasedLockAvailability()),
  open: async (path, options) =>
    withLockedReads(await openFileStore({ lock, commit: inPlace }, path, options), lock, path, options),
};

export default strategy;
