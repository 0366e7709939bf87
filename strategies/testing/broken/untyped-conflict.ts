// Broken in one way: a stale write is rejected with an error that has neither code nor message of the contract, so
// a caller can't tell it from a broken disk.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = ['conflict/stale-rejected', 'conflict/exact-message'];

const strategy: Strategy = {
  id: 'untyped-conflict',
  title: 'Conflicts have no code',
  availability: corpusLockAvailability,
  async open(path, options) {
    const medium = jsonFile(durableRename);
    const store = await openRecordStore(path, { ...options, lock: corpusLock, medium });
    return {
      read: () => store.read(),
      async write(next, expectedRev) {
        try {
          return await store.write(next, expectedRev);
        } catch (cause) {
          throw new Error('could not save', { cause });
        }
      },
      close: () => store.close(),
    };
  },
};

export default strategy;
