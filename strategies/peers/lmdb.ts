// One value in an LMDB environment, through the library lmdb. Claims threads, processes and power loss: a write
// transaction is compare-and-swap, and without `overlappingSync` it is durable when it ends. The environment is
// `<document>.lmdb` with `<document>.lmdb-lock`; the document in it is YAML. LMDB waits for its lock without a
// limit and blocks the thread meanwhile, so `lockTimeoutMs` is not kept. What it does through mapped memory,
// which no recording shows, can't be judged.
import { dirname } from 'node:path';
import { makeDurableDirectory } from '../commits/directory-sync.js';
import { compareAndSwap } from '../file-store.js';
import { type Store, StoreError, type Strategy, type TaskFile } from '../strategy.js';
import { parseTaskFile, serialiseTaskFile } from '../task-file.js';
import { databaseBeside, isThere } from './database-place.js';
import { library } from './library.js';

interface Environment {
  get(key: string): string | undefined;
  put(key: string, value: string): unknown;
  /** The next read sees what is stored by then; otherwise it may see what was when the event loop turned. */
  resetReadTxn(): void;
  transactionSync<T>(action: () => T): T;
  close(): Promise<void>;
}
interface EnvironmentOptions {
  path: string;
  noSubdir: true;
  encoding: 'string';
  overlappingSync: false;
}
const { availability, load } = library<{ open(options: EnvironmentOptions): Environment }>('lmdb');

const KEY = 'document';

class LmdbStore implements Store {
  readonly #path: string;
  #environment: Environment | null = null;
  #closing: Promise<void> | null = null;

  constructor(path: string) {
    this.#path = databaseBeside(path, '.lmdb');
  }

  async read(): Promise<TaskFile | null> {
    return await this.#explained(async () => {
      if (!isThere(this.#path)) return null;
      const environment = await this.#opened();
      environment.resetReadTxn();
      return this.#documentIn(environment);
    });
  }

  async write(next: TaskFile, expectedRev: number | null): Promise<TaskFile> {
    const change = compareAndSwap(next, expectedRev);
    return await this.#explained(async () => {
      if (!isThere(this.#path)) makeDurableDirectory(dirname(this.#path));
      const environment = await this.#opened();
      return environment.transactionSync(() => {
        const current = this.#documentIn(environment);
        const rev = current?.rev ?? 0;
        const wanted = change({ rev, document: () => current });
        if (rev >= Number.MAX_SAFE_INTEGER)
          throw new StoreError('REV_OUT_OF_RANGE', `rev ${rev} is the last`);
        const stored = { ...wanted, rev: rev + 1, updated_at: new Date().toISOString() };
        environment.put(KEY, serialiseTaskFile(stored));
        return stored;
      });
    });
  }

  close(): Promise<void> {
    this.#closing ??= Promise.resolve(this.#environment?.close());
    return this.#closing;
  }

  #documentIn(environment: Environment): TaskFile | null {
    const yaml = environment.get(KEY);
    return yaml === undefined ? null : parseTaskFile(yaml, this.#path);
  }

  async #opened(): Promise<Environment> {
    if (this.#environment !== null) return this.#environment;
    const { open } = await load();
    this.#environment ??= open({
      path: this.#path,
      noSubdir: true,
      encoding: 'string',
      overlappingSync: false,
    });
    return this.#environment;
  }

  async #explained<T>(action: () => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new StoreError('CLOSED', `${this.#path}: the store was closed`);
    try {
      return await action();
    } catch (error) {
      if (error instanceof StoreError || !(error instanceof Error)) throw error;
      const code = error.message.startsWith('MDB_INVALID') ? 'INVALID_DOCUMENT' : 'IO';
      throw new StoreError(code, `${this.#path}: ${error.message}`, { cause: error });
    }
  }
}

const strategy: Strategy = {
  id: 'lmdb',
  title: 'LMDB: one value, synced with each transaction',
  role: 'peer',
  addon: 'prebuilt',
  claims: { threads: true, processes: true, powerLoss: true },
  availability,
  async open(path) {
    // Where it is missing, that is told before anything is asked of it.
    await load();
    return new LmdbStore(path);
  },
};

export default strategy;
