// Broken in one way: it caches the document by the file's time of change in whole seconds. What another writer
// puts there in the same second is not seen.
import { statSync } from 'node:fs';
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy, TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { type Medium, openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = [
  'interleavings/no-lost-update',
  'interleavings/linearizable',
  'concurrent-processes/no-lost-update',
  'concurrent-processes/linearizable',
  'stress-100/all-in-order',
];

const inner = jsonFile(durableRename);
const cache = new Map<string, { at: string; document: TaskFile | null }>();

const medium: Medium = {
  async load(path) {
    const stats = statSync(path, { throwIfNoEntry: false });
    const at = stats === undefined ? 'absent' : `${Math.floor(stats.mtimeMs / 1000)}`;
    const known = cache.get(path);
    if (known?.at === at) return known.document;
    const document = await inner.load(path);
    cache.set(path, { at, document });
    return document;
  },
  save: inner.save,
};

const strategy: Strategy = {
  id: 'cached-by-seconds',
  title: 'Caches by the time of change in seconds',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
