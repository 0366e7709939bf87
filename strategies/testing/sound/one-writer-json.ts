// A JSON file that is replaced by a durable rename, for one writer at a time: there is no lock.
import { durableRename } from '../../commits/durable-rename.js';
import { noLock } from '../../locks/none.js';
import type { Strategy } from '../../strategy.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

const strategy: Strategy = {
  id: 'one-writer-json',
  title: 'JSON, replaced by one writer',
  claims: { threads: false, processes: false },
  open: (path, options) =>
    openRecordStore(path, { ...options, lock: noLock, medium: jsonFile(durableRename) }),
};

export default strategy;
