// A canary, broken in one way: at its exit a process removes every lock that it ever held, by name, whoever
// holds it by then.
import { rmSync } from 'node:fs';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import type { Lock } from '../locks/lock.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const used = new Set<string>();

const tidyingUp: Lock = {
  acquire(documentPath, timeoutMs) {
    if (used.size === 0) process.once('exit', removeAll);
    used.add(`${documentPath}.lock`);
    return lockfile.acquire(documentPath, timeoutMs);
  },
};

function removeAll(): void {
  for (const lock of used) rmSync(lock, { recursive: true, force: true });
}

const strategy: Strategy = {
  id: 'unlocks-at-exit',
  title: 'Removes locks at its exit',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: tidyingUp, commit: durableRename }, path, options),
};

export default strategy;
