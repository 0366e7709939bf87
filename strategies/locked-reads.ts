// A store whose reads take the lock as well, for commits that show readers something unfinished.
import { resolve } from 'node:path';
import type { Lock } from './locks/lock.js';
import type { OpenOptions, Store } from './strategy.js';

export function withLockedReads(store: Store, lock: Lock, path: string, options: OpenOptions): Store {
  return {
    async read() {
      const held = await lock.acquire(resolve(path), options.lockTimeoutMs);
      try {
        return await store.read();
      } finally {
        await held.release();
      }
    },
    write: (next, expectedRev) => store.write(next, expectedRev),
    close: () => store.close(),
  };
}
