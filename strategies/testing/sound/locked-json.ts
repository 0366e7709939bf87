// A JSON file that is replaced by a durable rename, under an OFD lock.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

const strategy: Strategy = {
  id: 'locked-json',
  title: 'JSON, replaced under a lock',
  availability: corpusLockAvailability,
  open: (path, options) =>
    openRecordStore(path, { ...options, lock: corpusLock, medium: jsonFile(durableRename) }),
};

export default strategy;
