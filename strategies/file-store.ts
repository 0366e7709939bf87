// The write, for every lock and every commit: acquire the lock, read, compare the rev, stamp, commit,
// release. From the read to the end of the commit everything is synchronous, and the rev is read under the
// lock; compare-and-swap needs both. Several writes may share one commit; each has a rev of its own. Reads
// take no lock: with a commit by rename a reader sees the old document or the new one. A write that rejects
// with an I/O error may have happened; read again to find out.
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
  /** The same with what it means; by default the content is parsed. */
  documentToRead?: (path: string) => { bytes: Uint8Array; document: TaskFile } | null;
}

/** The document that a write meets: the one on the disk, or that of the write before it in the same commit. */
export interface Current {
  /** 0: there is none. */
  readonly rev: number;
  /** A copy of its own with each call; null: there is none. */
  document(): TaskFile | null;
}

/**
 * One write: gives what is to be stored, without its stamp, as a copy that nobody else has. It is called while
 * the lock is held, and what it throws rejects this write and no other.
 */
export type Change = (current: Current) => TaskFile;

/** @throws StoreError INVALID_ARGUMENT at once; what it returns throws CONFLICT */
export function compareAndSwap(next: TaskFile, expectedRev: number | null): Change {
  if (expectedRev !== null && !(Number.isSafeInteger(expectedRev) && expectedRev >= 0)) {
    throw new StoreError('INVALID_ARGUMENT', `expectedRev is ${expectedRev}; it must be null or a rev`);
  }
  const wanted = takeTaskFile(next);
  return ({ rev }) => {
    if (expectedRev === null || expectedRev === rev) return wanted;
    throw new StoreError('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
  };
}

/** @throws StoreError INVALID_ARGUMENT for a timeout that is not a number of milliseconds */
export async function openFileStore(parts: Parts, path: string, options: OpenOptions): Promise<FileStore> {
  if (!(options.lockTimeoutMs >= 0)) {
    throw new StoreError(
      'INVALID_ARGUMENT',
      `lockTimeoutMs is ${options.lockTimeoutMs}; it must be 0 or more`,
    );
  }
  return await Promise.resolve(new FileStore(parts, resolve(path), options.lockTimeoutMs));
}

export class FileStore implements Store {
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
      const { documentToRead = (path) => this.#parsed(path) } = this.#parts;
      const read = documentToRead(this.#path);
      if (read === null) return null;
      this.#known = { bytes: read.bytes, rev: read.document.rev };
      return read.document;
    });
  }

  async write(next: TaskFile, expectedRev: number | null): Promise<TaskFile> {
    this.#assertOpen();
    const change = compareAndSwap(next, expectedRev);
    const [written] = await this.writeTogether(() => [change]);
    if (written?.status === 'fulfilled') return written.value;
    throw written?.reason;
  }

  /**
   * Makes several writes by one commit, each on what the one before it leaves. Where the commit fails it rejects,
   * and so did all of them: also one that was refused, because what refused it may not have happened.
   * @param changes called once, when the lock is held
   */
  writeTogether(
    changes: () => readonly Change[],
    lockTimeoutMs = this.#lockTimeoutMs,
  ): Promise<PromiseSettledResult<TaskFile>[]> {
    const turn = this.#last.then(() => this.#explained('write', () => this.#locked(changes, lockTimeoutMs)));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Refuses new calls at once and resolves when the writes under way are done. */
  close(): Promise<void> {
    this.#closing ??= this.#last.then(() => {
      this.#known = null;
    });
    return this.#closing;
  }

  async #locked(
    changes: () => readonly Change[],
    lockTimeoutMs: number,
  ): Promise<PromiseSettledResult<TaskFile>[]> {
    const { lock, commit, locate = followLinks } = this.#parts;
    const target = locate(this.#path);
    if (!target.exists) {
      commit.prepareDirectory(dirname(target.path));
    }
    const held = await lock.acquire(target.path, lockTimeoutMs);
    try {
      return this.#replace(changes(), target.path, held);
    } finally {
      await releaseQuietly(held);
    }
  }

  /** The critical section. Synchronous: must never become async. */
  #replace(changes: readonly Change[], target: string, held: Held): PromiseSettledResult<TaskFile>[] {
    const { contentOf = readContent } = this.#parts;
    const content = contentOf(target, held);
    const outcomes: PromiseSettledResult<TaskFile>[] = [];
    let [current, newest]: [Current, TaskFile | null] = [this.#currentOf(content), null];
    for (const change of changes) {
      try {
        const stored = this.#stamped(change(current), current.rev);
        outcomes.push({ status: 'fulfilled', value: stored });
        [current, newest] = [{ rev: stored.rev, document: () => structuredClone(stored) }, stored];
      } catch (reason) {
        outcomes.push({ status: 'rejected', reason });
      }
    }
    if (newest === null) return outcomes;
    const bytes = Buffer.from(serialiseTaskFile(newest));
    assertNotLost(held);
    this.#parts.commit.commit(target, bytes, content?.stats ?? null);
    assertNotLost(held);
    this.#known = { bytes, rev: newest.rev };
    return outcomes;
  }

  #parsed(path: string): { bytes: Uint8Array; document: TaskFile } | null {
    const { contentToRead = readContent } = this.#parts;
    const content = contentToRead(path);
    if (content === null) return null;
    return { bytes: content.bytes, document: parseTaskFile(content.bytes, path) };
  }

  #stamped(wanted: TaskFile, rev: number): TaskFile {
    if (rev < Number.MAX_SAFE_INTEGER) {
      return { ...wanted, rev: rev + 1, updated_at: new Date().toISOString() };
    }
    const problem = `rev ${rev} is the last that can be counted exactly`;
    throw new StoreError('REV_OUT_OF_RANGE', `${this.#path}: ${problem}`);
  }

  #currentOf(content: Content | null): Current {
    if (content === null) return { rev: 0, document: () => null };
    const { bytes } = content;
    const document = (): TaskFile => parseTaskFile(bytes, this.#path);
    if (content.rev !== undefined) return { rev: content.rev, document };
    const isKnown = this.#known !== null && bytes.equals(this.#known.bytes);
    return { rev: isKnown && this.#known !== null ? this.#known.rev : document().rev, document };
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
