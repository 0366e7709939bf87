// A canary, broken in one way: it locks the document itself, reads the locked file and replaces the document
// by a rename; from then on the lock guards a file without a name. A opens the document and is preempted
// before flock; B writes any number of times; A gets the lock of the old file, reads the rev that it expects
// there, and renames over everything. One preemption.
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
