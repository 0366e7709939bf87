// A canary, broken in one way: it acknowledges a write before it performs it, as write-behind caches do. The
// update is lost if the process dies, or if another writer is faster in between. Its own next call waits for
// the write, so a single client that survives notices nothing.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import { type Store, StoreError, type Strategy, type TaskFile } from '../strategy.js';

const strategy: Strategy = {
  id: 'ack-early',
  title: 'Acknowledges before it writes',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    return new WriteBehind(await openFileStore({ lock: lockfile, commit: durableRename }, path, options));
  },
};

class WriteBehind implements Store {
  readonly #store: Store;
  #pending: Promise<unknown> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
  }

  async read(): Promise<TaskFile | null> {
    await this.#pending;
    return await this.#store.read();
  }

  async write(next: TaskFile, expectedRev: number | null): Promise<TaskFile> {
    const rev = (await this.read())?.rev ?? 0;
    if (expectedRev !== null && expectedRev !== rev) {
      throw new StoreError('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
    }
    this.#pending = new Promise((resolve) => {
      setImmediate(resolve);
    })
      .then(() => this.#store.write(next, expectedRev))
      .catch(() => undefined); // the caller has its answer already
    return { ...next, rev: rev + 1, updated_at: new Date().toISOString() };
  }

  async close(): Promise<void> {
    await this.#pending;
    await this.#store.close();
  }
}

export default strategy;
