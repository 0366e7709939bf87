// A canary, broken in one way: when the lock can't be taken for another reason than contention it goes on
// without one. Where locks do not work, or no descriptor is left, every writer writes unlocked.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { announceTry } from '../locks/announce.js';
import { tryExclusiveFile } from '../locks/exclusive-file.js';
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
          () => tryExclusiveFile(path),
          (held) => held !== null,
        );
      } catch {
        return unheld;
      }
    }),
};

const strategy: Strategy = {
  id: 'unlocked-when-refused',
  title: 'Goes on without the lock when it is refused',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock, commit: durableRename }, path, options),
};

export default strategy;
