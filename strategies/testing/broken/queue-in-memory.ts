// Broken in one way: writers wait for each other in a queue of the module. Another thread or process has a queue
// of its own.
import { durableRename } from '../../commits/durable-rename.js';
import type { Held, Lock } from '../../locks/lock.js';
import type { Strategy } from '../../strategy.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = ['interleavings/no-lost-update', 'concurrent-processes/no-lost-update'];

let last: Promise<unknown> = Promise.resolve();

const lock: Lock = {
  async acquire() {
    const before = last;
    let release = (): void => undefined;
    last = new Promise<void>((resolve) => {
      release = resolve;
    });
    await before;
    return { lost: () => null, release: () => Promise.resolve(release()) } satisfies Held;
  },
};

const strategy: Strategy = {
  id: 'queue-in-memory',
  title: 'A queue in memory is its only lock',
  open: (path, options) => openRecordStore(path, { ...options, lock, medium: jsonFile(durableRename) }),
};

export default strategy;
