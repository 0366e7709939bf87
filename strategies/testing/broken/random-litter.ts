// Broken in one way: its temporary files have random names, and nobody removes those of writers that died.
import { randomUUID } from 'node:crypto';
import { fsyncSync } from 'node:fs';
import { writeAll } from '../../commits/write-all.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { openedLike, replacingCommit } from '../replacing-commit.js';

export const fallsBy: FallsBy = ['kill-mid-write/no-litter-after-kill'];

const commit = replacingCommit(
  (temporary, content, previous) =>
    openedLike(previous, temporary, 'wx', (fd) => {
      writeAll(fd, content);
      fsyncSync(fd);
    }),
  (target) => `${target}.${randomUUID()}.tmp`,
);

const strategy: Strategy = {
  id: 'random-litter',
  title: 'Its temporary files have random names, and stay',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
