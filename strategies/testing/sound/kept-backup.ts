// Keeps the version before the last as a hard link beside the document; it is never read. JSON, replaced by a
// durable rename under a lock.
import { existsSync, linkSync, unlinkSync } from 'node:fs';
import type { Commit } from '../../commits/commit.js';
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { unlessAbsent } from '../durable-file.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

const keepingOld: Commit = {
  prepareDirectory: durableRename.prepareDirectory,
  commit(target, content, previous) {
    if (existsSync(target)) {
      unlessAbsent(() => unlinkSync(`${target}.backup`));
      linkSync(target, `${target}.backup`);
    }
    durableRename.commit(target, content, previous);
  },
};

const strategy: Strategy = {
  id: 'kept-backup',
  title: 'Keeps the version before the last',
  availability: corpusLockAvailability,
  open: (path, options) =>
    openRecordStore(path, { ...options, lock: corpusLock, medium: jsonFile(keepingOld) }),
};

export default strategy;
