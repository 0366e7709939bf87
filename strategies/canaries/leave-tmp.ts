// A canary, broken in one way: every successful write leaves a copy of the document as `<document>.tmp`,
// like a program that copies or links instead of renaming and never cleans up.
import { writeFileSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const leavingTmp: Commit = {
  prepareDirectory: durableRename.prepareDirectory,
  commit(target, content, previous) {
    durableRename.commit(target, content, previous);
    writeFileSync(`${target}.tmp`, content);
  },
};

const strategy: Strategy = {
  id: 'leave-tmp',
  title: 'Leaves its temporary file behind',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: lockfile, commit: leavingTmp }, path, options),
};

export default strategy;
