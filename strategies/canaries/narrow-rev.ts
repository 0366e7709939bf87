// A canary, broken in one way: it keeps the rev in 32 bits with a sign. After 2^31 − 1 comes a negative number.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy, TaskFile } from '../strategy.js';

const strategy: Strategy = {
  id: 'narrow-rev',
  title: 'Counts revs in 32 bits',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    return {
      async read() {
        const file = await store.read();
        return file === null ? null : narrowed(file);
      },
      async write(next, expectedRev) {
        return narrowed(await store.write(next, expectedRev));
      },
      close: () => store.close(),
    } satisfies Store;
  },
};

function narrowed(file: TaskFile): TaskFile {
  return { ...file, rev: Int32Array.of(file.rev)[0] ?? 0 };
}

export default strategy;
