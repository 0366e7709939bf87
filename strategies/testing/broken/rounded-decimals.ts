// Broken in one way: it writes decimals with ten digits, as a format for people would.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy, TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = ['documents/keeps-values'];

const inner = jsonFile(durableRename);

const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(10)) : value;
const changed = (next: TaskFile) => JSON.parse(JSON.stringify(next, rounded)) as TaskFile;

const medium = { load: inner.load, save: (path: string, next: TaskFile) => inner.save(path, changed(next)) };

const strategy: Strategy = {
  id: 'rounded-decimals',
  title: 'Rounds decimals',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
