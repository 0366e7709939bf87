// The lock of the M0.3 prototype, exactly as unsafe as in its report: one try, however long the caller would
// wait, on the lock file `<document without extension>.lock`, which is removed *after* the lock was released.
// A waiter then holds a lock on an unlinked file while a newcomer locks a new one.
import { closeSync, openSync, unlinkSync } from 'node:fs';
import { withExtension } from '../commits/m03-order.js';
import { type Availability, StoreError } from '../strategy.js';
import { announceTry, announceUnlock } from './announce.js';
import { flock, flockAvailability } from './flock-lock.js';
import { fsExtAvailability } from './fs-ext.js';
import type { Held, Lock } from './lock.js';
import type { DescriptorLock } from './lock-file.js';
import { nativeLockAvailability, ofdLock } from './ofd-lock.js';

export const m03Lock: Lock = {
  async acquire(documentPath) {
    const path = withExtension(documentPath, 'lock');
    const fd = openSync(path, 'a'); // create + write, no truncation
    const { kind, tryLock } = descriptorLock();
    let locked = false;
    try {
      locked = await announceTry({ kind, fd, path }, () => tryLock(fd), Boolean);
    } finally {
      if (!locked) {
        closeSync(fd);
      }
    }
    if (!locked) {
      throw new StoreError('LOCKED', `Locked: another writer held ${documentPath} at the only try`);
    }
    return heldBy(kind, fd, path);
  },
};

export function m03LockAvailability(): Availability {
  return descriptorLock() === flock ? flockAvailability() : nativeLockAvailability();
}

/**
 * fs2, the binding that M0.3 used, takes flock; any lock of the open file description behaves the same here.
 */
function descriptorLock(): DescriptorLock {
  return fsExtAvailability().available ? flock : ofdLock;
}

function heldBy(kind: DescriptorLock['kind'], fd: number, path: string): Held {
  return {
    lost: () => null,
    async release() {
      await announceUnlock({ kind, fd, path }, () => {
        closeSync(fd);
      });
      unlinkSync(path);
    },
  };
}
