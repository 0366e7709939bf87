// Broken in one way: it overwrites the document in place, and readers take no lock. A journal puts back what a
// crash leaves half, and a reader whose JSON does not parse looks again; but half a document may parse.
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '../../commits/directory-sync.js';
import { durableRename } from '../../commits/durable-rename.js';
import { type Store, StoreError, type Strategy, type TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { fillDurably, overwriteDurably, removeDurably, unlessAbsent } from '../durable-file.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { documentOfJson, type Medium, openRecordStore } from '../record-store.js';
import { sealed, unsealed } from '../sealed-text.js';

export const fallsBy: FallsBy = ['interleavings/no-corruption'];

const LOOKS_MAX = 50;
const journalOf = (path: string) => `${path}.rollback`;
const textOf = (path: string) => unlessAbsent(() => readFileSync(path, 'utf8'));
const first = jsonFile(durableRename);

function oldTextOf(path: string): string | null {
  const journal = textOf(journalOf(path));
  return journal === null ? null : unsealed(journal);
}

function rollBack(path: string): void {
  if (!existsSync(journalOf(path))) return;
  const old = oldTextOf(path);
  if (old !== null) overwriteDurably(path, old);
  removeDurably(journalOf(path));
}

const medium: Medium = {
  load(path) {
    rollBack(path);
    return first.load(path);
  },
  async save(path, next) {
    const old = textOf(path);
    if (old === null) {
      await first.save(path, next);
      return;
    }
    fillDurably(journalOf(path), sealed(old));
    syncDirectory(dirname(path));
    overwriteDurably(path, JSON.stringify(next));
    removeDurably(journalOf(path));
  },
};

function readUnlocked(path: string): TaskFile | null {
  for (let looks = 1; ; looks++) {
    const text = textOf(path);
    if (text === null) return null;
    try {
      return documentOfJson(text);
    } catch (error) {
      const old = oldTextOf(path);
      if (old !== null) return documentOfJson(old);
      if (looks === LOOKS_MAX) throw error;
    }
  }
}

const strategy: Strategy = {
  id: 'readers-meet-halves',
  title: 'In place, with readers that take no lock',
  availability: corpusLockAvailability,
  async open(path, options): Promise<Store> {
    const store = await openRecordStore(path, { ...options, lock: corpusLock, medium });
    let closed = false;
    return {
      ...store,
      async read() {
        if (closed) throw new StoreError('CLOSED', `${path}: the store was closed`);
        return await Promise.resolve(readUnlocked(path));
      },
      close() {
        closed = true;
        return store.close();
      },
    };
  },
};

export default strategy;
