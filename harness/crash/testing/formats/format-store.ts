// A store for any format: takes the lock, reads, compares the rev, stamps, and lets the format keep the
// document. Where a format keeps it, and in how many files, is its own business. The formats of this folder
// are correct; a flaw in the query of a module's address breaks one of them in one way.
import { dirname, resolve } from 'node:path';
import { makeDurableDirectory } from '../../../../strategies/commits/directory-sync.js';
import { flock, flockAvailability } from '../../../../strategies/locks/flock-lock.js';
import { lockFile } from '../../../../strategies/locks/lock-file.js';
import { takeTaskFile } from '../../../../strategies/plain-data.js';
import { type Store, StoreError, type Strategy, type TaskFile } from '../../../../strategies/strategy.js';

export interface DocumentFormat {
  /** null: there is no document. Takes no lock; throws StoreError for what can't be understood. */
  read(path: string): TaskFile | null;
  /** Durable when it returns; the lock is held and the directory exists. `current`: what `read` found. */
  keep(path: string, stored: TaskFile, current: TaskFile | null): void;
  /** The file that a path means; by default the path itself. */
  locate?(path: string): string;
}

/** The flaw that the address of a module asks for: `…/append-journal.js?flaw=no-checksum`. */
export function flawOf<Flaw extends string>(moduleUrl: string, flaws: readonly Flaw[]): Flaw | null {
  const wanted = new URL(moduleUrl).searchParams.get('flaw');
  if (wanted === null) return null;
  const flaw = flaws.find((one) => one === wanted);
  if (flaw === undefined) throw new RangeError(`${moduleUrl}: the flaws are ${flaws.join(', ')}`);
  return flaw;
}

export function formatStrategy(id: string, flaw: string | null, format: DocumentFormat): Strategy {
  const lock = lockFile(flock);
  return {
    id: flaw === null ? id : `${id}-${flaw}`,
    claims: { threads: true, processes: true, powerLoss: true },
    availability: () => Promise.resolve(flockAvailability()),
    open: async (given, { lockTimeoutMs }): Promise<Store> => {
      const path = resolve(given);
      let closed = false;
      let last: Promise<unknown> = Promise.resolve();
      const locate = format.locate ?? ((one: string) => one);
      const refuseIfClosed = () => {
        if (closed) throw new StoreError('CLOSED', 'the store was closed');
      };
      const write = async (wanted: TaskFile, expectedRev: number | null): Promise<TaskFile> => {
        const target = locate(path);
        makeDurableDirectory(dirname(target));
        const held = await lock.acquire(target, lockTimeoutMs);
        try {
          const current = format.read(target);
          const rev = current?.rev ?? 0;
          if (expectedRev !== null && expectedRev !== rev) {
            throw new StoreError('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
          }
          const stored = { ...wanted, rev: rev + 1, updated_at: new Date().toISOString() };
          format.keep(target, stored, current);
          return stored;
        } finally {
          await held.release();
        }
      };
      return {
        async read() {
          refuseIfClosed();
          return await explained(() => format.read(locate(path)));
        },
        async write(next, expectedRev) {
          refuseIfClosed();
          const wanted = takeTaskFile(next);
          const turn = last.then(() => explained(() => write(wanted, expectedRev)));
          last = turn.catch(() => undefined);
          return await turn;
        },
        async close() {
          closed = true;
          await last;
        },
      };
    },
  };
}

async function explained<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof StoreError || !(cause instanceof Error)) throw cause;
    throw new StoreError('IO', cause.message, { cause });
  }
}
