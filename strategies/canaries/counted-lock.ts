// A canary, broken in one way: one store can take its lock several times at once. The lock counts its holders
// within the store and keeps others out, so that calls of one store run into each other: each compares the rev
// before any of them has written.
import { setImmediate } from 'node:timers/promises';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import type { Held } from '../locks/lock.js';
import { lockfile } from '../locks/lockfile-lock.js';
import { noLock } from '../locks/none.js';
import { StoreError, type Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'counted-lock',
  title: 'Takes its own lock several times',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: noLock, commit: durableRename }, path, options);
    let holders = 0;
    let held: Promise<Held> | null = null;
    return {
      read: () => store.read(),
      async write(next, expectedRev) {
        held ??= lockfile.acquire(path, options.lockTimeoutMs);
        const mine = held;
        holders += 1;
        try {
          await mine;
          const rev = (await store.read())?.rev ?? 0;
          if (expectedRev !== null && expectedRev !== rev) {
            throw new StoreError('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
          }
          await setImmediate();
          return await store.write(next, null);
        } finally {
          holders -= 1;
          if (holders === 0) {
            held = null;
            await (await mine).release();
          }
        }
      },
      close: () => store.close(),
    };
  },
};

export default strategy;
