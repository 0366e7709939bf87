// The M0.3 prototype as its report describes it; judging it is why this harness exists. It claims everything
// and fails twice. It removes the lock file after it has released the lock, so two writers can hold "the"
// lock and share one temporary file. And it syncs the directory before the rename instead of after it, so an
// acknowledged write can be lost at a power cut.
import { m03Order } from './commits/m03-order.js';
import { openFileStore } from './file-store.js';
import { m03Lock, m03LockAvailability } from './locks/m03-lock.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'm03',
  title: 'The M0.3 prototype',
  role: 'canary',
  addon: 'compiled',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(m03LockAvailability()),
  open: (path, options) =>
    openFileStore(
      // Like the prototype: symbolic links are not followed, and the directory is created at every write if
      // absent.
      { lock: m03Lock, commit: m03Order, locate: (named) => ({ path: named, exists: false }) },
      path,
      options,
    ),
};

export default strategy;
