// The usual use of a library that replaces a file atomically: read, compare the rev, write. There is no lock,
// so two writers can both pass the comparison; the library does the last step only.
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readContent } from '../document-file.js';
import { takeTaskFile } from '../plain-data.js';
import { type Availability, type Store, StoreError, type TaskFile } from '../strategy.js';
import { parseTaskFile, serialiseTaskFile } from '../task-file.js';

/** Replaces the file by this text; rejects with whatever the library rejects with. */
export type Replace = (path: string, text: string) => Promise<unknown>;

export function openReadModifyWrite(load: () => Promise<Replace>, path: string): Promise<Store> {
  const target = resolve(path);
  const current = (): TaskFile | null => {
    const content = readContent(target);
    return content === null ? null : parseTaskFile(content.bytes, target);
  };
  let closed = false;
  const explained = async <T>(action: () => T | Promise<T>): Promise<T> => {
    if (closed) throw new StoreError('CLOSED', `${target}: the store was closed`);
    try {
      return await action();
    } catch (cause) {
      if (cause instanceof StoreError) throw cause;
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new StoreError('IO', `${target}: ${message}`, { cause });
    }
  };
  return Promise.resolve({
    read: () => explained(current),
    write: (next, expectedRev) =>
      explained(async () => {
        const wanted = takeTaskFile(next);
        const rev = current()?.rev ?? 0;
        if (expectedRev !== null && expectedRev !== rev) {
          throw new StoreError('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
        }
        const stored = { ...wanted, rev: rev + 1, updated_at: new Date().toISOString() };
        const replace = await load();
        mkdirSync(dirname(target), { recursive: true });
        await replace(target, serialiseTaskFile(stored));
        return stored;
      }),
    async close() {
      closed = true;
      await Promise.resolve();
    },
  });
}

/** Whether the library can be loaded here. */
export async function libraryAvailability(name: string, load: () => Promise<unknown>): Promise<Availability> {
  try {
    await load();
    return { available: true };
  } catch (error) {
    const [told = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    const missing = told.includes(`Cannot find package '${name}'`);
    return {
      available: false,
      reason: missing ? `${name} is not installed` : `${name} can't be loaded: ${told}`,
      remedy: `npm install ${name}`,
    };
  }
}
