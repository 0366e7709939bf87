// Broken in one way: close() rejects the writes that are queued for the next group commit, and leaves them in the
// queue. They are made.
import { durableRename } from '../../commits/durable-rename.js';
import { groupCommit } from '../../group-commit.js';
import { StoreError, type Strategy, type TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = ['one-store/closing-loses-nothing'];

const open = groupCommit({ lock: corpusLock, commit: durableRename });

const strategy: Strategy = {
  id: 'refused-and-made',
  title: 'Refuses queued writes at close, and makes them',
  availability: corpusLockAvailability,
  async open(path, options) {
    const store = await open(path, options);
    const queued = new Set<(error: StoreError) => void>();
    return {
      read: () => store.read(),
      write: (next, expectedRev) =>
        new Promise<TaskFile>((resolve, reject) => {
          queued.add(reject);
          const answered = store.write(next, expectedRev).finally(() => queued.delete(reject));
          answered.then(resolve, reject);
        }),
      async close() {
        for (const reject of queued) reject(new StoreError('CLOSED', `${path}: the store was closed`));
        await store.close();
      },
    };
  },
};

export default strategy;
