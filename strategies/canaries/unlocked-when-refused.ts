// A canary, broken in one way: when the lock can't be taken for another reason than contention it goes on
// without one. Where locks do not work, or no descriptor is left, every writer writes unlocked.
import { closeSync, openSync, unlinkSync } from 'node:fs';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { announceTry } from '../locks/announce.js';
import { acquirePatiently, type Held, type Lock } from '../locks/lock.js';
import type { Strategy } from '../strategy.js';

const unheld: Held = { lost: () => null, release: () => Promise.resolve() };

const lock: Lock = {
  acquire: (documentPath, timeoutMs) =>
    acquirePatiently(documentPath, timeoutMs, async () => {
      const path = `${documentPath}.lock`;
      try {
        return await announceTry(
          { kind: 'lockfile', path },
          () => tryCreate(path),
          (held) => held !== null,
        );
      } catch {
        return unheld;
      }
    }),
};

function tryCreate(path: string): Held | null {
  try {
    closeSync(openSync(path, 'wx'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  }
  return {
    lost: () => null,
    async release() {
      await Promise.resolve(unlinkSync(path));
    },
  };
}

const strategy: Strategy = {
  id: 'unlocked-when-refused',
  title: 'Goes on without the lock when it is refused',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock, commit: durableRename }, path, options),
};

export default strategy;
