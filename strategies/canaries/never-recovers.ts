// A canary, broken in one way: its writes are queued behind each other, and one that fails makes every later
// one fail with the same error, also when the trouble is long over.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy, TaskFile } from '../strategy.js';

const strategy: Strategy = {
  id: 'never-recovers',
  title: 'A queue that one failure ends',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    let last: Promise<TaskFile | null> = Promise.resolve(null);
    return {
      read: () => store.read(),
      write(next, expectedRev) {
        const turn = last.then(() => store.write(next, expectedRev));
        last = turn;
        return turn;
      },
      close: () => store.close(),
    } satisfies Store;
  },
};

export default strategy;
