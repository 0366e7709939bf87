// Broken in one way: it writes in latin1. Every character beyond it is replaced.

import type { Commit } from '../../commits/commit.js';
import { durableRename } from '../../commits/durable-rename.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = ['round-trip/data-intact', 'documents/keeps-values'];

const commit: Commit = {
  prepareDirectory: durableRename.prepareDirectory,
  commit(target, content, previous) {
    const text = Buffer.from(content).toString('utf8');
    durableRename.commit(target, Buffer.from(text, 'latin1'), previous);
  },
};

const strategy: Strategy = {
  id: 'single-byte-text',
  title: 'Writes text in a single-byte encoding',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
