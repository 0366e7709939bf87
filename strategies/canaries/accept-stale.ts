// A canary, broken in one way: it ignores the expected rev. The last write wins, and updates in between are
// lost silently. Each single write is locked, atomic and durable.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'accept-stale',
  title: 'Ignores the expected rev',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    return {
      read: () => store.read(),
      write: (next) => store.write(next, null),
      close: () => store.close(),
    } satisfies Store;
  },
};

export default strategy;
