// A canary, broken in one way: its lock lies beside the name that it was given, while the document lies where
// links lead. Two programs that call the document by different names hold different locks. It takes its time
// between reading and writing, so that it is caught on the fastest of disks.
import { resolve } from 'node:path';
import { slowRename } from '../commits/slow-rename.js';
import { openFileStore } from '../file-store.js';
import type { Lock } from '../locks/lock.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

function besideName(name: string): Lock {
  return { acquire: (_document, timeoutMs) => lockfile.acquire(name, timeoutMs) };
}

const strategy: Strategy = {
  id: 'lock-by-name',
  title: 'Locks the name instead of the file',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) =>
    openFileStore({ lock: besideName(resolve(path)), commit: slowRename }, path, options),
};

export default strategy;
