// The write, for every lock and every commit: acquire the lock, read, compare the rev, stamp, commit,
// release. From the read to the end of the commit everything is synchronous, and the rev is read under the
// lock; compare-and-swap needs both. Reads take no lock: with a commit by rename a reader sees the old
// document or the new one. A write that rejects with an I/O error may have happened; read again to find out.
import { dirname, resolve } from 'node:path';
import type { Commit } from './commits/commit.js';
import { type Content, followLinks, readContent } from './document-file.js';
import type { Held, Lock } from './locks/lock.js';
import { takeTaskFile } from './plain-data.js';
import { type OpenOptions, type Store, StoreError, type TaskFile } from './strategy.js';
import { parseTaskFile, serialiseTaskFile } from './task-file.js';

export interface Parts {
  lock: Lock;
  commit: Commit;
  /** The file that a path means; by default symbolic links are followed. */
  locate?: (path: string) => { path: string; exists: boolean };
  /** Reads the document while the lock is held; by default the file at the target path. */
  contentOf?: (target: string, held: Held) => Content | null;
  /** Reads the document for a reader; by default the file at the path. */
  contentToRead?: (path: string) => Content | null;
}

/** @throws StoreError INVALID_ARGUMENT for a timeout that is not a number of milliseconds */
export async function openFileStore(parts: Parts, path: string, options: OpenOptions): Promise<Store> {
  if (!(options.lockTimeoutMs >= 0)) {
    throw new StoreError(
      'INVALID_ARGUMENT',
      `lockTimeoutMs is ${options.lockTimeoutMs}; it must be 0 or more`,
    );
  }
  return await Promise.resolve(new FileStore(parts, resolve(path), options.lockTimeoutMs));
}

class FileStore implements Store {
  readonly #parts: Parts;
  readonly #path: string;
  readonly #lockTimeoutMs: number;
  /** The latest write: writes of one store are queued, so they never wait for each other's lock. */
  #last: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | null = null;
  /** Equal bytes mean an equal rev, so an unchanged document is not parsed again. */
  #known: { bytes: Uint8Array; rev: number } | null = null;

  constructor(parts: Parts, path: string, lockTimeoutMs: number) {
    this.#parts = parts;
    this.#path = path;
    this.#lockTimeoutMs = lockTimeoutMs;
  }

  async read(): Promise<TaskFile | null> {
    this.#assertOpen();
    return await this.#explained('read', () => {
      const { contentToRead = readContent } = this.#parts;
      const content = contentToRead(this.#path);
      if (content === null) {
        return null;
      }
      const file = parseTaskFile(content.bytes, this.#path);
      this.#known = { bytes: content.bytes, rev: file.rev };
      return file;
    });
  }

  async write(next: TaskFile, expectedRev: number | null): Promise<TaskFile> {
    this.#assertOpen();
    if (expectedRev !== null && !(Number.isSafeInteger(expectedRev) && expectedRev >= 0)) {
      throw new StoreError('INVALID_ARGUMENT', `expectedRev is ${expectedRev}; it must be null or a rev`);
    }
    const wanted = takeTaskFile(next);
    const turn = this.#last.then(() => this.#explained('write', () => this.#locked(wanted, expectedRev)));
    this.#last = turn.catch(() => undefined);
    return await turn;
  }

  /** Refuses new calls at once and resolves when the writes under way are done. */
  close(): Promise<void> {
    this.#closing ??= this.#last.then(() => {
      this.#known = null;
    });
    return this.#closing;
  }

  async #locked(wanted: TaskFile, expectedRev: number | null): Promise<TaskFile> {
    const { lock, commit, locate = followLinks } = this.#parts;
    const target = locate(this.#path);
    if (!target.exists) {
      commit.prepareDirectory(dirname(target.path));
    }
    const held = await lock.acquire(target.path, this.#lockTimeoutMs);
    try {
      return this.#replace(wanted, expectedRev, target.path, held);
    } finally {
      await releaseQuietly(held);
    }
  }

  /** The critical section. Synchronous: must never become async. */
  #replace(wanted: TaskFile, expectedRev: number | null, target: string, held: Held): TaskFile {
    const { contentOf = readContent } = this.#parts;
    const current = contentOf(target, held);
    const rev = this.#revOf(current);
    if (expectedRev !== null && expectedRev !== rev) {
      throw new StoreError('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
    }
    if (rev >= Number.MAX_SAFE_INTEGER) {
      throw new StoreError(
        'REV_OUT_OF_RANGE',
        `${this.#path}: rev ${rev} is the last that can be counted exactly`,
      );
    }
    const stored = { ...wanted, rev: rev + 1, updated_at: new Date().toISOString() };
    const bytes = Buffer.from(serialiseTaskFile(stored));
    assertNotLost(held);
    this.#parts.commit.commit(target, bytes, current?.stats ?? null);
    assertNotLost(held);
    this.#known = { bytes, rev: stored.rev };
    return stored;
  }

  #revOf(current: Content | null): number {
    if (current === null) {
      return 0;
    }
    return this.#known !== null && current.bytes.equals(this.#known.bytes)
      ? this.#known.rev
      : parseTaskFile(current.bytes, this.#path).rev;
  }

  #assertOpen(): void {
    if (this.#closing !== null) {
      throw new StoreError('CLOSED', `${this.#path}: the store was closed`);
    }
  }

  async #explained<T>(intent: 'read' | 'write', action: () => T | Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof StoreError) && error instanceof Error && 'code' in error) {
        throw new StoreError('IO', `${this.#path}: ${intent} failed: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }
}

function assertNotLost(held: Held): void {
  const cause = held.lost();
  if (cause !== null) {
    throw new StoreError('LOCK_LOST', `The lock may have been taken over: ${cause.message}`, { cause });
  }
}

async function releaseQuietly(held: Held): Promise<void> {
  try {
    await held.release();
  } catch {
    // The result of the write is settled, and the caller must get it. A lock that could not be released shows
    // as LOCKED at the next write, and on the diagnostics channel now.
  }
}
