// A canary, broken in one way: the document belongs to whoever wrote it last, as after any rename without a
// chown. Root, under sudo, takes the file away from its user.
import { chownSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const takingOwnership: Commit = {
  prepareDirectory: durableRename.prepareDirectory,
  commit(target, content, previous) {
    durableRename.commit(target, content, previous);
    // Absent on Windows, where files have no such owner.
    const [uid, gid] = [process.geteuid?.(), process.getegid?.()];
    if (uid !== undefined && gid !== undefined) chownSync(target, uid, gid);
  },
};

const strategy: Strategy = {
  id: 'takes-ownership',
  title: 'Takes the file from its owner',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: lockfile, commit: takingOwnership }, path, options),
};

export default strategy;
