// Broken in one way: it caches the document by the size of its file. Another document of the same size is not
// seen.
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
  'stress-100/all-in-order',
];

const medium = cachedBy((stats) => stats.size, jsonFile(durableRename));

const strategy: Strategy = {
  id: 'cached-by-size',
  title: 'Caches by the size of the file',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
