// Broken in one way: it renames onto the path that it was given. A symbolic link there becomes a file, and the
// document behind it stays as it was.

import { existsSync } from 'node:fs';
import { durableRename } from '../../commits/durable-rename.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = ['round-trip/foreign-survives', 'many-names/no-lost-update'];

const strategy: Strategy = {
  id: 'replaces-the-link',
  title: 'Renames onto the symbolic link',
  availability: corpusLockAvailability,
  open: (path, options) =>
    openFileStore(
      { lock: corpusLock, commit: durableRename, locate: (at) => ({ path: at, exists: existsSync(at) }) },
      path,
      options,
    ),
};

export default strategy;
