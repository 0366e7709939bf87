// Broken in one way: a write that met a conflict never settles, because an error is swallowed on the way to the
// caller.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = ['conflict/completes', 'conflict/stale-rejected'];

const strategy: Strategy = {
  id: 'never-answers',
  title: 'A stale write is never answered',
  availability: corpusLockAvailability,
  async open(path, options) {
    const medium = jsonFile(durableRename);
    const store = await openRecordStore(path, { ...options, lock: corpusLock, medium });
    return {
      read: () => store.read(),
      write: (next, expectedRev) =>
        new Promise((resolve) => {
          store.write(next, expectedRev).then(resolve, () => undefined);
        }),
      close: () => store.close(),
    };
  },
};

export default strategy;
