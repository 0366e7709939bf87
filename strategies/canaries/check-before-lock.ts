// A canary, broken in one way: it reads the document and compares the rev before it takes the lock; only the
// write itself is locked. A reads and is preempted before the lock; B writes; A gets the lock, still has the
// old rev from its read, and renames over B's write. One preemption. The write under the lock is atomic and
// durable.
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
