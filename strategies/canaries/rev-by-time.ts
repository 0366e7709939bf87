// A canary, broken in one way: of two documents it takes the one with the later time for the newer one, whatever
// their revs say. When the wall clock was set back, a write finds a document from a time to come, is dropped as
// out of date, and acknowledged all the same.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'rev-by-time',
  title: 'The later time wins',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    return {
      read: () => store.read(),
      async write(next, expectedRev) {
        const current = await store.read();
        const now = Date.now();
        if (current !== null && expectedRev === current.rev && Date.parse(current.updated_at) > now) {
          return { ...next, rev: current.rev + 1, updated_at: new Date(now).toISOString() };
        }
        return await store.write(next, expectedRev);
      },
      close: () => store.close(),
    } satisfies Store;
  },
};

export default strategy;
