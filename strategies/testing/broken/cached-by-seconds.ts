// Broken in one way: it caches the document by the file's time of change in whole seconds. What another writer
// puts there in the same second is not seen.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy } from '../../strategy.js';
import { cachedBy } from '../cached-medium.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = [
  'interleavings/no-lost-update',
  'interleavings/linearizable',
  'concurrent-processes/no-lost-update',
  'concurrent-processes/linearizable',
  'stress-100/all-in-order',
];

const medium = cachedBy((stats) => Math.floor(stats.mtimeMs / 1000), jsonFile(durableRename));

const strategy: Strategy = {
  id: 'cached-by-seconds',
  title: 'Caches by the time of change in seconds',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
