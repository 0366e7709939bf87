// A store around any medium that keeps one document: it queues its calls, takes the lock, compares the rev,
// stamps and saves. What distinguishes the designs of the corpus is their medium and their lock.
import { dirname, resolve } from 'node:path';
import { makeDurableDirectory } from '../commits/directory-sync.js';
import { followLinks } from '../document-file.js';
import type { Lock } from '../locks/lock.js';
import { takeTaskFile } from '../plain-data.js';
import { type OpenOptions, type Store, StoreError, type TaskFile } from '../strategy.js';
import { flawOf } from '../task-file-rules.js';

type Awaitable<T> = T | Promise<T>;

export interface Medium {
  /** null: there is no document. Throws a StoreError for what it can't understand. */
  load(path: string): Awaitable<TaskFile | null>;
  /** Durable when it resolves; the lock is held. */
  save(path: string, next: TaskFile): Awaitable<void>;
}

export interface RecordStoreOptions extends OpenOptions {
  lock: Lock;
  medium: Medium;
  /** Reads take the lock, too, because the medium shows readers something unfinished. */
  lockedReads?: boolean;
}

export async function openRecordStore(path: string, options: RecordStoreOptions): Promise<Store> {
  const { lock, medium, lockTimeoutMs, lockedReads = false } = options;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  const queued = <T>(action: () => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(new StoreError('CLOSED', `${path}: the store was closed`));
    const turn = last.then(() => explained(path, action));
    last = turn.catch(() => undefined);
    return turn;
  };
  const target = () => followLinks(resolve(path)).path;
  const locked = async <T>(action: (at: string) => Promise<T>): Promise<T> => {
    const at = target();
    makeDurableDirectory(dirname(at));
    const held = await lock.acquire(at, lockTimeoutMs);
    try {
      return await action(at);
    } finally {
      await held.release().catch(() => undefined);
    }
  };
  const load = async (at: string) => await medium.load(at);
  return await Promise.resolve({
    read: () => queued(() => (lockedReads ? locked(load) : load(target()))),
    async write(next, expectedRev) {
      const wanted = takeTaskFile(next);
      return await queued(() =>
        locked(async (at) => {
          const stored = successor(wanted, (await medium.load(at))?.rev ?? 0, expectedRev);
          await medium.save(at, stored);
          return stored;
        }),
      );
    },
    async close() {
      closed = true;
      await last;
    },
  } satisfies Store);
}

/** What follows rev `rev`; throws CONFLICT where another was expected. */
export function successor(next: TaskFile, rev: number, expectedRev: number | null): TaskFile {
  if (expectedRev !== null && expectedRev !== rev) {
    throw new StoreError('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
  }
  if (rev >= Number.MAX_SAFE_INTEGER) throw new StoreError('REV_OUT_OF_RANGE', `rev ${rev} is the last`);
  return { ...next, rev: rev + 1, updated_at: new Date().toISOString() };
}

async function explained<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError('IO', `${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** The document that a JSON text spells. Throws INVALID_DOCUMENT and the like, as the contract has it. */
export function documentOfJson(text: string): TaskFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StoreError('INVALID_DOCUMENT', 'it is not JSON', { cause });
  }
  const flaw = flawOf(value, undefined);
  if (flaw !== null) throw new StoreError(flaw.code, flaw.problem);
  // JSON.parse would round them, and the next write would make that permanent.
  const numbers = text.replace(/"(?:\\.|[^"\\])*"/g, '""').match(/(?<![\d.])-?\d+(?![\d.eE])/g) ?? [];
  const rounded = numbers.find((number) => !Number.isSafeInteger(Number(number)));
  if (rounded !== undefined) throw new StoreError('INVALID_DOCUMENT', `${rounded} is no exact number`);
  return value as TaskFile;
}
