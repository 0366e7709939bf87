// A canary, broken in one way: it ignores how many bytes a write took. On a full disk a truncated document is
// put in place and acknowledged.
import { fsyncSync, writeSync } from 'node:fs';
import { stagedRename } from '../commits/staged-rename.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

const commit = stagedRename({ fill: (fd, content) => void writeSync(fd, content), sync: fsyncSync });

const strategy: Strategy = {
  id: 'short-write',
  title: 'Short writes ignored',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: true },
  open: (path, options) => openFileStore({ lock: noLock, commit }, path, options),
};

export default strategy;
