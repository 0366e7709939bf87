// A canary, broken in one way: the writes of a store wait for each other in a chain of promises that nobody
// catches. One that rejected rejects all that come after it.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy, TaskFile } from '../strategy.js';

const strategy: Strategy = {
  id: 'poisoned-queue',
  title: 'Queue poisoned by a failed write',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: noLock, commit: durableRename }, path, options);
    let last: Promise<TaskFile | null> = Promise.resolve(null);
    return {
      read: () => store.read(),
      async write(next, expectedRev) {
        const turn = last.then(() => store.write(next, expectedRev));
        last = turn;
        return await turn;
      },
      close: () => store.close(),
    };
  },
};

export default strategy;
