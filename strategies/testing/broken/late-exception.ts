// Broken in one way: some time after a write a timer throws, as a renewal that fails does when nobody handles it.
// The process of the application ends.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = ['stress-100/completes', 'interleavings/terminates'];

const strategy: Strategy = {
  id: 'late-exception',
  title: 'An exception out of a timer',
  availability: corpusLockAvailability,
  async open(path, options) {
    const medium = jsonFile(durableRename);
    const store = await openRecordStore(path, { ...options, lock: corpusLock, medium });
    return {
      read: () => store.read(),
      async write(next, expectedRev) {
        const stored = await store.write(next, expectedRev);
        if (stored.rev % 3 === 0) {
          setTimeout(() => {
            throw new Error('the lock could not be renewed');
          }, 1);
        }
        return stored;
      },
      close: () => store.close(),
    };
  },
};

export default strategy;
