// A journal for one writer at a time: records with digests are appended and synced, and there is no lock.

import { noLock } from '../../locks/none.js';
import type { Strategy } from '../../strategy.js';
import { recordLog } from '../record-log.js';
import { openRecordStore } from '../record-store.js';

const strategy: Strategy = {
  id: 'one-writer-journal',
  title: 'Records with digests, appended by one writer',
  claims: { threads: false, processes: false },
  open: (path, options) => openRecordStore(path, { ...options, lock: noLock, medium: recordLog }),
};

export default strategy;
