// Broken in one way: it reads the file once, and from then on trusts its memory of it. What another writer has
// written since is overwritten.
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
  'readers/linearizable',
];

const inner = jsonFile(durableRename);

function remembering(): Medium {
  let known: TaskFile | null = null;
  return {
    async load(path) {
      known ??= await inner.load(path);
      return known;
    },
    save(path, next) {
      known = next;
      return inner.save(path, next);
    },
  };
}

const strategy: Strategy = {
  id: 'rev-in-memory',
  title: 'Remembers the rev that it wrote',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium: remembering() }),
};

export default strategy;
