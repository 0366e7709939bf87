// A canary, broken in one way: its lock is named after the directory through which the document was reached, so
// that each mount of one storage has a lock of its own, like a mount that keeps locks to itself. It excludes
// threads and processes of one mount, and nobody on the other. It takes its time between reading and writing,
// so that it is caught on the fastest of disks.
import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { slowRename } from '../commits/slow-rename.js';
import { openFileStore } from '../file-store.js';
import { tryExclusiveFile } from '../locks/exclusive-file.js';
import { acquirePatiently, type Lock } from '../locks/lock.js';
import type { Strategy } from '../strategy.js';

function lockOf(mount: string): Lock {
  const name = createHash('sha256').update(mount).digest('hex').slice(0, 8);
  return {
    acquire: (document, timeoutMs) =>
      acquirePatiently(document, timeoutMs, () =>
        Promise.resolve(tryExclusiveFile(`${document}.${name}.lock`)),
      ),
  };
}

const strategy: Strategy = {
  id: 'lock-by-mount',
  title: 'A lock of each mount',
  role: 'canary',
  claims: { lockAfterKill: 'stuck' },
  open: (path, options) =>
    openFileStore({ lock: lockOf(dirname(resolve(path))), commit: slowRename }, path, options),
};

export default strategy;
