// Opens its temporary file with O_DSYNC, so that each write is durable when it returns, and calls no fsync for it.
// YAML, replaced by a rename under a lock.
import { constants } from 'node:fs';
import { writeAll } from '../../commits/write-all.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { openedLike, replacingCommit } from '../replacing-commit.js';

const { O_CREAT, O_EXCL, O_WRONLY, O_DSYNC } = constants;

const commit = replacingCommit((temporary, content, previous) =>
  openedLike(previous, temporary, O_CREAT | O_EXCL | O_WRONLY | O_DSYNC, (fd) => writeAll(fd, content)),
);

const strategy: Strategy = {
  id: 'synchronous-writes',
  title: 'O_DSYNC in place of fsync',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
