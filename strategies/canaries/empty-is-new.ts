// A canary, broken in one way: an empty file counts as no document at all. After a loss of power that emptied
// the file, the first write starts again at rev 1, and nobody learns that a document is gone.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'empty-is-new',
  title: 'Takes an empty file for a new document',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    return {
      read() {
        removeEmpty(path);
        return store.read();
      },
      write(next, expectedRev) {
        removeEmpty(path);
        return store.write(next, expectedRev);
      },
      close: () => store.close(),
    } satisfies Store;
  },
};

function removeEmpty(path: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8').trim() === '') rmSync(path);
}

export default strategy;
