// flock on `<document>.lock`, which is unlinked while the lock is held so that nothing is left behind. It
// looks safer than unlinking afterwards and is not: a client that opened the file before the unlink acquires
// its lock afterwards, on a file without a name, and a newcomer locks a new file. It would have to compare
// the locked inode with the one that the path names, as lock-file.ts does, and start again when they differ.
import { closeSync, openSync, unlinkSync } from 'node:fs';
import { announceTry, announceUnlock } from './announce.js';
import { flock } from './flock-lock.js';
import { acquirePatiently, type Held, type Lock } from './lock.js';

export const unlinkHeldLock: Lock = {
  acquire: (documentPath, timeoutMs) =>
    acquirePatiently(documentPath, timeoutMs, () => tryOnce(`${documentPath}.lock`)),
};

async function tryOnce(path: string): Promise<Held | null> {
  const fd = openSync(path, 'a');
  let locked = false;
  try {
    locked = await announceTry({ kind: flock.kind, fd, path }, () => flock.tryLock(fd), Boolean);
  } finally {
    if (!locked) {
      closeSync(fd);
    }
  }
  return locked ? heldBy(fd, path) : null;
}

function heldBy(fd: number, path: string): Held {
  return {
    lost: () => null,
    async release() {
      try {
        unlinkSync(path);
      } finally {
        await announceUnlock({ kind: flock.kind, fd, path }, () => {
          closeSync(fd);
        });
      }
    },
  };
}
