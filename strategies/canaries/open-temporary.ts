// A canary, broken in one way: its temporary file gets the mode of the document only when the data is in it.
// Until then, and for ever when the process dies, everybody can read what was private.
import { chmodSync, closeSync, fsyncSync, openSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { Commit } from '../commits/commit.js';
import { syncDirectory } from '../commits/directory-sync.js';
import { durableRename } from '../commits/durable-rename.js';
import { renameOver } from '../commits/rename-over.js';
import { writeAll } from '../commits/write-all.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const restrictingLate: Commit = {
  prepareDirectory: durableRename.prepareDirectory,
  commit(target, content, previous) {
    const tmp = `${target}.tmp`;
    const fd = openSync(tmp, 'w', 0o666);
    try {
      writeAll(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    restrict(tmp, previous);
    renameOver(tmp, target);
    syncDirectory(dirname(target));
  },
};

function restrict(tmp: string, previous: Stats | null): void {
  if (previous !== null) chmodSync(tmp, previous.mode & 0o777);
}

const strategy: Strategy = {
  id: 'open-temporary',
  title: 'Restricts its temporary file too late',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: lockfile, commit: restrictingLate }, path, options),
};

export default strategy;
