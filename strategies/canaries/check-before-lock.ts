// Broken on purpose in one way: the rev is compared before the lock is taken, and under the lock the write is
// unconditional. A has compared and stands before the lock; B writes; A gets the lock and overwrites what B wrote.
// One preemption. Each single write is locked, atomic and durable.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { flock, flockAvailability } from '../locks/flock.js';
import { lockFile } from '../locks/lock-file.js';
import { type Store, StoreError, type Strategy, type TaskFile } from '../strategy.js';

const lock = lockFile(flock);

const strategy: Strategy = {
  id: 'check-before-lock',
  title: 'Compares the rev before it locks',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(flockAvailability()),
  async open(path, options) {
    return new CheckingFirst(await openFileStore({ lock, commit: durableRename }, path, options));
  },
};

class CheckingFirst implements Store {
  readonly #store: Store;
  /** Writes of one store are done in turn, so that at least these never overlap. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
  }

  read(): Promise<TaskFile | null> {
    return this.#store.read();
  }

  async write(next: TaskFile, expectedRev: number | null): Promise<TaskFile> {
    const turn = this.#last.then(() => this.#checkThenWrite(next, expectedRev));
    this.#last = turn.catch(() => undefined);
    return await turn;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#store.close();
  }

  async #checkThenWrite(next: TaskFile, expectedRev: number | null): Promise<TaskFile> {
    if (expectedRev === null || !(Number.isSafeInteger(expectedRev) && expectedRev >= 0)) {
      return await this.#store.write(next, expectedRev);
    }
    const rev = (await this.#store.read())?.rev ?? 0;
    if (rev !== expectedRev) {
      throw new StoreError('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
    }
    return await this.#store.write(next, null);
  }
}

export default strategy;
