// Broken on purpose in one way: it reckons when the machine was booted from both clocks, and a lock of
// another boot counts as abandoned. When the wall clock is set, every lock seems to be of another boot.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { leasedLock, leasedLockAvailability } from '../locks/leased-lock.js';
import type { Strategy } from '../strategy.js';

const bootOf = (times: { wallMs: number; monotonicMs: number }): number => times.wallMs - times.monotonicMs;

const lock = leasedLock({
  isStale: (made, now) => Math.abs(bootOf(now) - bootOf(made)) > 5000,
  takeover: 'guarded',
});

const strategy: Strategy = {
  id: 'boot-time-lease',
  title: 'Lock that is stolen when the clock is set',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(leasedLockAvailability()),
  open: (path, options) => openFileStore({ lock, commit: durableRename }, path, options),
};

export default strategy;
