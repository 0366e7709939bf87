// A canary, broken in one way: an empty file counts as no document at all. After a loss of power that emptied
// the file, the first write starts again at rev 1, and nobody learns that a document is gone.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { beforeEachCall } from '../before-each-call.js';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'empty-is-new',
  title: 'Takes an empty file for a new document',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    return beforeEachCall(store, () => removeEmpty(path));
  },
};

function removeEmpty(path: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8').trim() === '') rmSync(path);
}

export default strategy;
