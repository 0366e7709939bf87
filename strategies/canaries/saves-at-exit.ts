// A canary, broken in one way: at the exit of its process it saves once more what it wrote last, without the lock
// and without a look at what others have written since. It needs an exit before the store is closed.
import { writeFileSync } from 'node:fs';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy, TaskFile } from '../strategy.js';
import { serialiseTaskFile } from '../task-file.js';

/** By store that is open: its path, and what it wrote last. */
const unsaved = new Map<Store, { path: string; document: TaskFile }>();
let listens = false;

function saveAll(): void {
  for (const { path, document } of unsaved.values()) {
    try {
      writeFileSync(path, serialiseTaskFile(document));
    } catch {
      // The directory has gone.
    }
  }
}

const strategy: Strategy = {
  id: 'saves-at-exit',
  title: 'Saves its last document again at its exit',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    if (!listens) process.once('exit', saveAll);
    listens = true;
    return {
      read: () => store.read(),
      async write(next, expectedRev) {
        const document = await store.write(next, expectedRev);
        unsaved.set(store, { path, document });
        return document;
      },
      close() {
        unsaved.delete(store);
        return store.close();
      },
    } satisfies Store;
  },
};

export default strategy;
