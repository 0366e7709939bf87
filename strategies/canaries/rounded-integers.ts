// A canary, broken in one way: every whole number goes through a double. The 64-bit id that another program put
// into the document comes back as its neighbour.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy, TaskFile } from '../strategy.js';

const strategy: Strategy = {
  id: 'rounded-integers',
  title: 'Rounds large whole numbers',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    return {
      async read() {
        return rounded(await store.read()) as TaskFile | null;
      },
      write: (next, expectedRev) => store.write(next, expectedRev),
      close: () => store.close(),
    } satisfies Store;
  },
};

function rounded(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]));
}

export default strategy;
