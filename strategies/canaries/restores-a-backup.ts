// A canary, broken in one way: it keeps the document before last as a backup, and puts that into the place of a
// file that it can't understand. What a newer program or a person had written is gone, and so is the last
// acknowledged write.
import { copyFileSync, existsSync } from 'node:fs';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'restores-a-backup',
  title: 'Puts a backup in the place of what it can not read',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    const backup = `${path}.backup`;
    const restored = async <T>(action: () => Promise<T>): Promise<T> => {
      try {
        return await action();
      } catch (error) {
        if (!existsSync(backup) || !(error instanceof Error) || !('code' in error)) throw error;
        if (error.code !== 'INVALID_DOCUMENT') throw error;
        copyFileSync(backup, path);
        return await action();
      }
    };
    return {
      read: () => restored(() => store.read()),
      write: (next, expectedRev) =>
        restored(async () => {
          if (existsSync(path) && (await store.read()) !== null) copyFileSync(path, backup);
          return await store.write(next, expectedRev);
        }),
      close: () => store.close(),
    } satisfies Store;
  },
};

export default strategy;
