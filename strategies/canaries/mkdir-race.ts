// A canary, broken in one way: it looks whether a directory exists and then makes it, as if nobody else could
// make it in between. Of two programs that start at once the second fails with EEXIST.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../commits/commit.js';
import { syncDirectory } from '../commits/directory-sync.js';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

/** As slow as on a file system that is far away. */
const LOOK_MS = 3;

const racing: Commit = {
  prepareDirectory: makeUnlessThere,
  commit: durableRename.commit,
};

function makeUnlessThere(directory: string): void {
  if (existsSync(directory)) return;
  makeUnlessThere(dirname(directory));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  mkdirSync(directory);
  syncDirectory(dirname(directory));
}

const strategy: Strategy = {
  id: 'mkdir-race',
  title: 'Looks for a directory, then makes it',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: lockfile, commit: racing }, path, options),
};

export default strategy;
