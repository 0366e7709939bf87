// Broken in one way: it compares revs as text, so 10 comes before 9 and a stale write is accepted there.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy } from '../../strategy.js';
import { StoreError } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { type Medium, openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = ['documents/rev-counts-on'];

const medium: Medium = jsonFile(durableRename);

const strategy: Strategy = {
  id: 'revs-as-text',
  title: 'Compares revs as text',
  availability: corpusLockAvailability,
  async open(path, options) {
    const store = await openRecordStore(path, { ...options, lock: corpusLock, medium });
    return {
      read: () => store.read(),
      async write(next, expectedRev) {
        const rev = (await store.read())?.rev ?? 0;
        if (expectedRev !== null && String(expectedRev) < String(rev)) {
          throw new StoreError('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
        }
        return await store.write(next, rev);
      },
      close: () => store.close(),
    };
  },
};

export default strategy;
