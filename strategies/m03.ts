// The M0.3 prototype as its report describes it, the design that this harness was built to judge. It claims
// everything. Unsafe twice: the lock file is removed after the lock was released, so two writers can hold "the"
// lock (and share one temporary file), and the directory is synced before the rename instead of after it.
import { m03Order } from './commits/m03-order.js';
import { openFileStore } from './file-store.js';
import { m03Lock, m03LockAvailability } from './locks/m03-lock.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'm03',
  title: 'The M0.3 prototype',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(m03LockAvailability()),
  open: (path, options) =>
    openFileStore(
      // Like the prototype: no look at symbolic links, and the directory is made sure of at every write.
      { lock: m03Lock, commit: m03Order, locate: (named) => ({ path: named, exists: false }) },
      path,
      options,
    ),
};

export default strategy;
