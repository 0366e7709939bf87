// A JSON file that is replaced by a durable rename; readers take the same lock as writers.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

const strategy: Strategy = {
  id: 'read-under-lock',
  title: 'Readers take the lock, too',
  availability: corpusLockAvailability,
  open: (path, options) =>
    openRecordStore(path, {
      ...options,
      lock: corpusLock,
      medium: jsonFile(durableRename),
      lockedReads: true,
    }),
};

export default strategy;
