// A canary, broken in one way: its temporary file lies in the system's directory for such files. Where that is
// another file system it can't be renamed into place, and is copied over the document instead.
import { randomUUID } from 'node:crypto';
import { closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Commit } from '../commits/commit.js';
import { syncDirectory } from '../commits/directory-sync.js';
import { durableRename } from '../commits/durable-rename.js';
import { writeAll } from '../commits/write-all.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const fromTmpdir: Commit = {
  prepareDirectory: durableRename.prepareDirectory,
  commit(target, content, previous) {
    const tmp = join(tmpdir(), `${randomUUID()}.tmp`);
    try {
      const fd = openSync(tmp, 'wx', previous === null ? 0o600 : previous.mode & 0o777);
      try {
        writeAll(fd, content);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      moveOver(tmp, target);
    } finally {
      rmSync(tmp, { force: true });
    }
    syncDirectory(dirname(target));
  },
};

function moveOver(tmp: string, target: string): void {
  try {
    renameSync(tmp, target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    copyFileSync(tmp, target);
  }
}

const strategy: Strategy = {
  id: 'temporary-in-tmpdir',
  title: 'Temporary file on another file system',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: lockfile, commit: fromTmpdir }, path, options),
};

export default strategy;
