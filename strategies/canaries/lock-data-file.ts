// Broken on purpose in one way: it locks the document itself, reads what it has locked, and replaces it by a
// rename, after which the lock guards a file without a name. A has opened the document and stands before flock; B
// writes as often as it likes; A gets the lock of the old file, finds the old rev in it, which is the one that it
// expects, and renames over everything. One preemption.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { documentLock, documentLockAvailability, lockedContent } from '../locks/document-lock.js';
import type { Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'lock-data-file',
  title: 'Locks the file that it replaces',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(documentLockAvailability()),
  open: (path, options) =>
    openFileStore(
      { lock: documentLock, commit: durableRename, contentOf: (_target, held) => lockedContent(held) },
      path,
      options,
    ),
};

export default strategy;
