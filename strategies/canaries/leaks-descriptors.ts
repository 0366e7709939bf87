// A canary, broken in one way: it opens the directory once more after each write and never closes it. A program
// that runs for long can open no file at some time.
import { openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../commits/commit.js';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const leaking: Commit = {
  prepareDirectory: durableRename.prepareDirectory,
  commit(target, content, previous) {
    durableRename.commit(target, content, previous);
    openSync(process.platform === 'win32' ? target : dirname(target), 'r');
  },
};

const strategy: Strategy = {
  id: 'leaks-descriptors',
  title: 'Leaks one descriptor with each write',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: lockfile, commit: leaking }, path, options),
};

export default strategy;
