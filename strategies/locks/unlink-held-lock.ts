// flock on `<document>.lock`, removed while it is still held so that nothing is left behind, which looks safer than
// removing it afterwards and is not safe: whoever opened the file before it was removed gets its lock after that,
// on a file that no name leads to, and whoever comes next locks a new one. It would have to compare the inode that
// it locked with the one that the name stands for, as lock-file.ts does, and start again when they differ.
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
