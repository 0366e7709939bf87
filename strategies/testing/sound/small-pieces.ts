// Writes its temporary file in pieces of 100 bytes: a kill or a full disk meets many more moments. YAML, replaced
// by a rename under a lock, file and directory synced.
import { fsyncSync } from 'node:fs';
import { writeAll } from '../../commits/write-all.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { openedLike, replacingCommit } from '../replacing-commit.js';

const PIECE_BYTES = 100;
/** Of a large document the pieces are larger: a million system calls show nothing more. */
const PIECES_MAX = 20;

const commit = replacingCommit((temporary, content, previous) => {
  const size = Math.max(PIECE_BYTES, Math.ceil(content.byteLength / PIECES_MAX));
  openedLike(previous, temporary, 'wx', (fd) => {
    for (let at = 0; at < content.byteLength; at += size) writeAll(fd, content.subarray(at, at + size));
    fsyncSync(fd);
  });
});

const strategy: Strategy = {
  id: 'small-pieces',
  title: 'Written in pieces of 100 bytes',
  availability: corpusLockAvailability,
  open: (path, options) => openFileStore({ lock: corpusLock, commit }, path, options),
};

export default strategy;
