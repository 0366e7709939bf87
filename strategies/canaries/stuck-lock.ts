// A canary, broken in one way: the lock is a file that was created with O_EXCL, and it is never taken over.
// It excludes threads and processes, until a writer dies while it holds the lock: then the document is locked
// for ever.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { tryExclusiveFile } from '../locks/exclusive-file.js';
import { acquirePatiently, type Lock } from '../locks/lock.js';
import type { Strategy } from '../strategy.js';

const exclusiveFile: Lock = {
  acquire: (documentPath, timeoutMs) =>
    acquirePatiently(documentPath, timeoutMs, () =>
      Promise.resolve(tryExclusiveFile(`${documentPath}.lock`)),
    ),
};

const strategy: Strategy = {
  id: 'stuck-lock',
  title: 'Lock file that survives its owner',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true, lockAfterKill: 'stuck' },
  open: (path, options) => openFileStore({ lock: exclusiveFile, commit: durableRename }, path, options),
};

export default strategy;
