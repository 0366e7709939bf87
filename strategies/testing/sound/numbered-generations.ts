// Each rev is a file of its own, and the highest number is the document; old ones are removed. Under a lock, since
// without one a writer could not tell whether its number was given before.
import { readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeDurableDirectory, syncDirectory } from '../../commits/directory-sync.js';
import { StoreError, type Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { fillDurably, unlessAbsent } from '../durable-file.js';
import { documentOfJson, type Medium, openRecordStore } from '../record-store.js';

const KEPT = 2;
const LOOKS_MAX = 100;
const COMING = 'coming';
const nameOf = (rev: number) => String(rev).padStart(16, '0');

function numbersIn(directory: string): string[] {
  const names = unlessAbsent(() => readdirSync(directory)) ?? [];
  return names.filter((name) => name !== COMING).sort((a, b) => (a < b ? -1 : 1));
}

const medium: Medium = {
  load(path) {
    const directory = `${path}.d`;
    for (let look = 0; look < LOOKS_MAX; look++) {
      const newest = numbersIn(directory).at(-1);
      if (newest === undefined) return null;
      // Absent: it was removed, because newer ones have come.
      const text = unlessAbsent(() => readFileSync(join(directory, newest), 'utf8'));
      if (text !== null) return documentOfJson(text);
    }
    throw new StoreError('IO', `${directory} changes faster than it can be read`);
  },
  save(path, next) {
    const directory = `${path}.d`;
    makeDurableDirectory(directory);
    const coming = join(directory, COMING);
    try {
      fillDurably(coming, JSON.stringify(next));
      renameSync(coming, join(directory, nameOf(next.rev)));
    } catch (error) {
      unlessAbsent(() => unlinkSync(coming));
      throw error;
    }
    syncDirectory(directory);
    for (const old of numbersIn(directory).slice(0, -KEPT)) {
      unlessAbsent(() => unlinkSync(join(directory, old)));
    }
  },
};

const strategy: Strategy = {
  id: 'numbered-generations',
  title: 'A file for each rev',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
