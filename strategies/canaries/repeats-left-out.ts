// A canary, broken in one way: it takes an object that it has met before for a circle and leaves it out, as
// some safe serialisers do. The second task that shares an object loses it.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy, TaskFile } from '../strategy.js';

const strategy: Strategy = {
  id: 'repeats-left-out',
  title: 'Leaves out objects that repeat',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    return {
      read: () => store.read(),
      write: (next, expectedRev) => store.write(withoutRepeats(next, new Set()) as TaskFile, expectedRev),
      close: () => store.close(),
    } satisfies Store;
  },
};

function withoutRepeats(value: unknown, met: Set<unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (met.has(value)) return '[Circular]';
  met.add(value);
  if (Array.isArray(value)) return value.map((item) => withoutRepeats(item, met));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutRepeats(item, met)]));
}

export default strategy;
