// A strategy over one row in a SQLite database, through the library libsql. The database is `<document>.sqlite`; the
// document is in it as YAML. A transaction is compare-and-swap, and with synchronous=FULL it is durable when it ends,
// in the journal modes TRUNCATE and WAL (DELETE would need EXTRA: the removal of the journal has to be synced, too).
// Writers wait in turn and block no thread; SQLite itself would sleep between its tries.
import { dirname } from 'node:path';
import { makeDurableDirectory } from '../commits/directory-sync.js';
import { type Change, compareAndSwap } from '../file-store.js';
import { acquirePatiently } from '../locks/lock.js';
import { acquireInTurn } from '../locks/turns.js';
import { type OpenOptions, type Store, StoreError, type Strategy, type TaskFile } from '../strategy.js';
import { parseTaskFile, serialiseTaskFile } from '../task-file.js';
import { databaseBeside, isThere } from './database-place.js';
import { library } from './library.js';

interface Row {
  rev: number;
  yaml: string;
}
interface Database {
  exec(sql: string): unknown;
  prepare(sql: string): { all(): Row[]; run(rev: number, yaml: string): unknown };
  close(): void;
}
const { availability, load } = library<{ default: new (path: string) => Database }>('libsql');

const SETTINGS = ['synchronous = FULL', 'busy_timeout = 0'];
const TABLE = `CREATE TABLE IF NOT EXISTS document (
  id INTEGER PRIMARY KEY CHECK (id = 1), rev INTEGER NOT NULL, yaml TEXT NOT NULL)`;

/** How SQLite keeps what a transaction replaces, or adds, until it is durable. */
type JournalMode = 'TRUNCATE' | 'WAL';

class SqliteStore implements Store {
  readonly #path: string;
  readonly #options: OpenOptions;
  readonly #journalMode: JournalMode;
  #database: Database | null = null;
  /** A connection does one thing after another. */
  #last: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | null = null;

  constructor(path: string, options: OpenOptions, journalMode: JournalMode) {
    this.#path = databaseBeside(path, '.sqlite');
    this.#options = options;
    this.#journalMode = journalMode;
  }

  async read(): Promise<TaskFile | null> {
    return await this.#next(async () => {
      if (!isThere(this.#path)) return null;
      const database = await this.#opened();
      const row = await this.#patiently(() => rowOf(database));
      return row === undefined ? null : parseTaskFile(row.yaml, this.#path);
    });
  }

  async write(next: TaskFile, expectedRev: number | null): Promise<TaskFile> {
    const change = compareAndSwap(next, expectedRev);
    return await this.#next(async () => {
      if (!isThere(this.#path)) makeDurableDirectory(dirname(this.#path));
      const database = await this.#opened();
      await this.#patiently(() => database.exec('BEGIN IMMEDIATE'), inTurn);
      try {
        const stored = this.#stored(database, change);
        // Readers that are under way keep it from the file.
        await this.#patiently(() => database.exec('COMMIT'));
        return stored;
      } catch (error) {
        rollBackQuietly(database);
        throw error;
      }
    });
  }

  /** Refuses new calls at once and resolves when those under way are done. */
  close(): Promise<void> {
    this.#closing ??= this.#last.then(() => {
      this.#database?.close();
      this.#database = null;
    });
    return this.#closing;
  }

  #next<T>(action: () => Promise<T>): Promise<T> {
    if (this.#closing !== null) {
      return Promise.reject(new StoreError('CLOSED', `${this.#path}: the store was closed`));
    }
    const turn = this.#last.then(async () => {
      try {
        return await action();
      } catch (error) {
        throw this.#explained(error);
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #opened(): Promise<Database> {
    if (this.#database !== null) return this.#database;
    const { default: Database } = await load();
    const database = new Database(this.#path);
    try {
      const settings = [`journal_mode = ${this.#journalMode}`, ...SETTINGS];
      for (const setting of settings) await this.#patiently(() => database.exec(`PRAGMA ${setting}`));
    } catch (error) {
      database.close();
      throw error;
    }
    this.#database = database;
    return database;
  }

  #stored(database: Database, change: Change): TaskFile {
    database.exec(TABLE);
    const row = rowOf(database);
    const rev = row?.rev ?? 0;
    const document = () => (row === undefined ? null : parseTaskFile(row.yaml, this.#path));
    const wanted = change({ rev, document });
    if (rev >= Number.MAX_SAFE_INTEGER) throw new StoreError('REV_OUT_OF_RANGE', `rev ${rev} is the last`);
    const stored = { ...wanted, rev: rev + 1, updated_at: new Date().toISOString() };
    database
      .prepare('INSERT OR REPLACE INTO document (id, rev, yaml) VALUES (1, ?, ?)')
      .run(stored.rev, serialiseTaskFile(stored));
    return stored;
  }

  /** Tries again while others are in the way; SQLite itself would block the thread. */
  async #patiently<T>(action: () => T, wait: typeof acquirePatiently = acquirePatiently): Promise<T> {
    const tryOnce = () => {
      try {
        return Promise.resolve({ result: action() });
      } catch (error) {
        if (codeOf(error).startsWith('SQLITE_BUSY')) return Promise.resolve(null);
        throw error;
      }
    };
    const done = await wait(this.#path, this.#options.lockTimeoutMs, tryOnce);
    return done.result;
  }

  #explained(error: unknown): unknown {
    if (error instanceof StoreError || !(error instanceof Error)) return error;
    const isForeign = ['SQLITE_NOTADB', 'SQLITE_CORRUPT'].includes(codeOf(error));
    const code = isForeign ? 'INVALID_DOCUMENT' : 'IO';
    return new StoreError(code, `${this.#path}: ${error.message}`, { cause: error });
  }
}

/** Only who holds nothing yet may queue up behind others. */
function inTurn<T>(path: string, timeoutMs: number, tryOnce: () => Promise<T | null>): Promise<T> {
  return acquireInTurn(path, path, timeoutMs, tryOnce);
}

/** undefined: there is no document. */
function rowOf(database: Database): Row | undefined {
  try {
    // get() would leave the statement, and with it the lock of a reader, open until it is collected as garbage.
    return database.prepare('SELECT rev, yaml FROM document WHERE id = 1').all()[0];
  } catch (error) {
    // Its first writer died before it had made the table.
    if (error instanceof Error && error.message.includes('no such table')) return undefined;
    throw error;
  }
}

function rollBackQuietly(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has done so itself.
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export function sqliteStrategy(about: Pick<Strategy, 'id' | 'title'>, journalMode: JournalMode): Strategy {
  return {
    ...about,
    role: 'peer',
    addon: 'prebuilt',
    claims: { threads: true, processes: true, powerLoss: true },
    availability,
    async open(path, options) {
      // Where it is missing, that is told before anything is asked of it.
      await load();
      return new SqliteStore(path, options, journalMode);
    },
  };
}
