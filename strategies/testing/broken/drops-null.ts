// Broken in one way: it leaves out what is null, since its format has no word for it.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy, TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = ['documents/keeps-values'];

const inner = jsonFile(durableRename);

const notNull = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null))
    : value;
const changed = (next: TaskFile) => JSON.parse(JSON.stringify(next, notNull)) as TaskFile;

const medium = { load: inner.load, save: (path: string, next: TaskFile) => inner.save(path, changed(next)) };

const strategy: Strategy = {
  id: 'drops-null',
  title: 'Leaves out null',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
