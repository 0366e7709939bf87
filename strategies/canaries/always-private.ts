// A canary, broken in one way: every write makes the document 0600, as a program does whose temporary file
// comes from mkstemp(3). Others who shared the file can't read it any more.
import { chmodSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const makingPrivate: Commit = {
  prepareDirectory: durableRename.prepareDirectory,
  commit(target, content, previous) {
    durableRename.commit(target, content, previous);
    chmodSync(target, 0o600);
  },
};

const strategy: Strategy = {
  id: 'always-private',
  title: 'Makes the document private',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: lockfile, commit: makingPrivate }, path, options),
};

export default strategy;
