// A canary, broken in one way: it collects writes for a moment before it makes them, and close() acknowledges
// what it has collected without making it. Whoever closes right after a write loses it.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy, TaskFile } from '../strategy.js';

const COLLECT_MS = 5;

const strategy: Strategy = {
  id: 'drops-at-close',
  title: 'Drops collected writes when it closes',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    const collected = new Map<NodeJS.Timeout, () => void>();
    return {
      read: () => store.read(),
      write(next, expectedRev) {
        return new Promise<TaskFile>((resolve, reject) => {
          const timer = setTimeout(() => {
            collected.delete(timer);
            store.write(next, expectedRev).then(resolve, reject);
          }, COLLECT_MS);
          collected.set(timer, () => resolve({ ...next, rev: next.rev + 1 }));
        });
      },
      async close() {
        for (const [timer, acknowledge] of collected) {
          clearTimeout(timer);
          acknowledge();
        }
        await store.close();
      },
    };
  },
};

export default strategy;
