// Broken in one way: it caches the document by the size of its file. Another document of the same size is not seen.
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
  'stress-100/all-in-order',
];

const inner = jsonFile(durableRename);
const cache = new Map<string, { at: string; document: TaskFile | null }>();

const medium: Medium = {
  async load(path) {
    const stats = statSync(path, { throwIfNoEntry: false });
    const at = stats === undefined ? 'absent' : `${stats.size}`;
    const known = cache.get(path);
    if (known?.at === at) return known.document;
    const document = await inner.load(path);
    cache.set(path, { at, document });
    return document;
  },
  save: inner.save,
};

const strategy: Strategy = {
  id: 'cached-by-size',
  title: 'Caches by the size of the file',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
