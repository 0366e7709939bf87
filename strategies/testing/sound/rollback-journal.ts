// Overwrites the document in its place, after the old text was saved in a rollback journal; whoever finds one
// puts the old text back. Readers take the lock as well, because they could meet half a document.
import { existsSync, readFileSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '../../commits/directory-sync.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { fillDurably, overwriteDurably, removeDurably, unlessAbsent } from '../durable-file.js';
import { documentOfJson, type Medium, openRecordStore } from '../record-store.js';
import { sealed, unsealed } from '../sealed-text.js';

const ABSENT = 'there was no document';
const journalOf = (path: string) => `${path}.rollback`;

function rollBack(path: string): void {
  const journal = journalOf(path);
  const text = unlessAbsent(() => readFileSync(journal, 'utf8'));
  if (text === null) return;
  const old = unsealed(text);
  // A torn journal was never finished, so the document was not touched.
  if (old === ABSENT) unlessAbsent(() => removeDurably(path));
  else if (old !== null) overwriteDurably(path, old);
  removeDurably(journal);
}

const medium: Medium = {
  load(path) {
    rollBack(path);
    const text = unlessAbsent(() => readFileSync(path, 'utf8'));
    return text === null ? null : documentOfJson(text);
  },
  save(path, next) {
    const journal = journalOf(path);
    const old = unlessAbsent(() => readFileSync(path, 'utf8'));
    try {
      fillDurably(journal, sealed(old ?? ABSENT));
      syncDirectory(dirname(path));
    } catch (error) {
      if (existsSync(journal)) unlinkSync(journal);
      throw error;
    }
    overwriteDurably(path, JSON.stringify(next));
    removeDurably(journal);
  },
};

const strategy: Strategy = {
  id: 'rollback-journal',
  title: 'In place, with a rollback journal',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium, lockedReads: true }),
};

export default strategy;
