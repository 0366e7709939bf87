// Broken in one way: group commit that rejects the first of its callers when the commit fails, and answers the others
// as if it had not.
import { durableRename } from '../../commits/durable-rename.js';
import { type GroupStore, groupCommit } from '../../group-commit.js';
import type { Store, Strategy, TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = ['io-faults/keeps-data'];

const open = groupCommit({ lock: corpusLock, commit: durableRename });

/** Writes that were asked for before the first of them was answered. */
function answering(store: GroupStore): Store {
  let underWay = 0;
  return {
    read: () => store.read(),
    async write(next, expectedRev) {
      const isFirst = underWay === 0;
      underWay += 1;
      let met = 0;
      const change = (current: TaskFile | null): TaskFile => {
        met = current?.rev ?? 0;
        return next;
      };
      try {
        return await (isFirst || expectedRev !== null
          ? store.write(next, expectedRev)
          : store.update(change).catch(() => ({ ...next, rev: met + 1, updated_at: '' })));
      } finally {
        underWay -= 1;
      }
    },
    close: () => store.close(),
  };
}

const strategy: Strategy = {
  id: 'first-hears-of-it',
  title: 'Tells only one caller that a commit failed',
  availability: corpusLockAvailability,
  open: async (path, options) => answering(await open(path, options)),
};

export default strategy;
