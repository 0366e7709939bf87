// Broken in one way: it normalises texts, as a search index would: what looks the same becomes the same.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy, TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = ['documents/keeps-values'];

const inner = jsonFile(durableRename);

const changed = (next: TaskFile) => JSON.parse(JSON.stringify(next).normalize('NFC')) as TaskFile;

const medium = { load: inner.load, save: (path: string, next: TaskFile) => inner.save(path, changed(next)) };

const strategy: Strategy = {
  id: 'normalised-text',
  title: 'Normalises texts',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
