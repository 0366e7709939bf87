// Broken in one way: group commit that acknowledges a write as soon as it is part of a commit. When the commit fails,
// nobody is told.
import { durableRename } from '../../commits/durable-rename.js';
import { type Change, compareAndSwap, openFileStore } from '../../file-store.js';
import type { Strategy, TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = ['io-faults/keeps-data'];

const strategy: Strategy = {
  id: 'acks-when-carried',
  title: 'Acknowledges before its group commit is durable',
  availability: corpusLockAvailability,
  async open(path, options) {
    const store = await openFileStore({ lock: corpusLock, commit: durableRename }, path, options);
    return {
      read: () => store.read(),
      write: (next, expectedRev) =>
        new Promise<TaskFile>((resolve, reject) => {
          const wanted = compareAndSwap(next, expectedRev);
          const change: Change = (current) => {
            const carried = wanted(current);
            resolve({ ...carried, rev: current.rev + 1, updated_at: new Date().toISOString() });
            return carried;
          };
          const answered = store.writeTogether(() => [change]);
          answered.then(([one]) => one?.status === 'rejected' && reject(one.reason), reject);
        }),
      close: () => store.close(),
    };
  },
};

export default strategy;
