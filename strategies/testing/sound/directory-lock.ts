// Locks the directory that the document lies in: its descriptor can carry a flock, nothing replaces its inode, and
// no lock file is left or has to be removed. One lock for all documents there.

import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { durableRename } from '../../commits/durable-rename.js';
import { openFileStore } from '../../file-store.js';
import { announceTry, announceUnlock } from '../../locks/announce.js';
import { flock, flockAvailability } from '../../locks/flock-lock.js';
import { acquirePatiently, type Held, type Lock } from '../../locks/lock.js';
import type { Strategy } from '../../strategy.js';

const lock: Lock = {
  acquire: (path, timeoutMs) => acquirePatiently(path, timeoutMs, () => tryOnce(dirname(path))),
};

async function tryOnce(path: string): Promise<Held | null> {
  const fd = openSync(path, 'r');
  const about = { kind: flock.kind, fd, path };
  let locked = false;
  try {
    locked = await announceTry(about, () => flock.tryLock(fd), Boolean);
  } finally {
    if (!locked) closeSync(fd);
  }
  if (!locked) return null;
  return { lost: () => null, release: () => announceUnlock(about, () => closeSync(fd)) };
}

const strategy: Strategy = {
  id: 'directory-lock',
  title: 'flock on the directory',
  availability: () => Promise.resolve(flockAvailability()),
  open: (path, options) => openFileStore({ lock, commit: durableRename }, path, options),
};

export default strategy;
