// Each write appends a record with its digest and syncs it; the last whole record is the document. A torn one
// is cut off by the next writer.

import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { recordLog } from '../record-log.js';
import { openRecordStore } from '../record-store.js';

const strategy: Strategy = {
  id: 'sealed-journal',
  title: 'Records with digests, appended under a lock',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium: recordLog }),
};

export default strategy;
