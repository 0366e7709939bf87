// Broken in one way: of the writes that are asked for at once it makes the last one, and gives all callers the rev of
// that. A debounced save looks like this.
import { durableRename } from '../../commits/durable-rename.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy, TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = ['one-store/calls-take-turns'];

const strategy: Strategy = {
  id: 'written-once-for-all',
  title: 'One rev for all callers of a commit',
  availability: corpusLockAvailability,
  async open(path, options) {
    const store = await openFileStore({ lock: corpusLock, commit: durableRename }, path, options);
    let newest: { next: TaskFile; expectedRev: number | null } | null = null;
    let saving: Promise<TaskFile> | null = null;
    const save = async (): Promise<TaskFile> => {
      await new Promise(setImmediate);
      const { next, expectedRev } = newest ?? { next: null, expectedRev: null };
      saving = null;
      return await store.write(next as TaskFile, expectedRev);
    };
    return {
      read: () => store.read(),
      write(next, expectedRev) {
        newest = { next, expectedRev };
        saving ??= save();
        return saving;
      },
      async close() {
        await saving?.catch(() => undefined);
        await store.close();
      },
    };
  },
};

export default strategy;
