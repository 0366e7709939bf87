// A canary, broken in one way: it copies fields by assignment, so that a field named `__proto__` becomes the
// prototype of the copy and is gone.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy, TaskFile } from '../strategy.js';

const strategy: Strategy = {
  id: 'assigned-keys',
  title: 'Copies fields by assignment',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    return {
      read: () => store.read(),
      write: (next, expectedRev) => store.write(assigned(next) as TaskFile, expectedRev),
      close: () => store.close(),
    } satisfies Store;
  },
};

function assigned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(assigned);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) copy[key] = assigned(item);
  // Its own prototype now counts for nothing.
  return { ...copy };
}

export default strategy;
