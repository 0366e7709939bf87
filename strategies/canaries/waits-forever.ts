// A canary, broken in one way: it waits for the lock without a deadline, however short the caller's timeout is. A
// holder that hangs takes everybody with it.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import type { Lock } from '../locks/lock.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const waiting: Lock = {
  acquire: (documentPath) => lockfile.acquire(documentPath, Number.POSITIVE_INFINITY),
};

const strategy: Strategy = {
  id: 'waits-forever',
  title: 'Waits for the lock without a deadline',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: waiting, commit: durableRename }, path, options),
};

export default strategy;
