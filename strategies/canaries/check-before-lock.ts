// Broken on purpose in one way: the document whose rev is compared is read before the lock is taken; under the
// lock there is only the writing. A has read and stands before the lock; B writes; A gets the lock, finds the rev
// that it expects in what it read, and renames over what B wrote. One preemption. Holding the lock, everybody
// writes alone, atomically and durably.
import { durableRename } from '../commits/durable-rename.js';
import { type Content, readContent } from '../document-file.js';
import { openFileStore } from '../file-store.js';
import { flock, flockAvailability } from '../locks/flock-lock.js';
import type { Held, Lock } from '../locks/lock.js';
import { lockFile } from '../locks/lock-file.js';
import type { Strategy } from '../strategy.js';

const contents = new WeakMap<Held, Content | null>();
const lock = lockFile(flock);

const readFirst: Lock = {
  async acquire(documentPath, timeoutMs) {
    const content = readContent(documentPath);
    const held = await lock.acquire(documentPath, timeoutMs);
    contents.set(held, content);
    return held;
  },
};

const strategy: Strategy = {
  id: 'check-before-lock',
  title: 'Compares the rev before it locks',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(flockAvailability()),
  open: (path, options) =>
    openFileStore(
      {
        lock: readFirst,
        commit: durableRename,
        contentOf: (_target, held) => contents.get(held) ?? null,
      },
      path,
      options,
    ),
};

export default strategy;
