// Writes the new text into a redo log first, which commits it, and then over the document in its place; whoever
// finds a whole log applies it again. Readers take the lock as well, because they could meet half a document.
import { existsSync, readFileSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '../../commits/directory-sync.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { fillDurably, overwriteDurably, removeDurably, unlessAbsent } from '../durable-file.js';
import { documentOfJson, type Medium, openRecordStore } from '../record-store.js';
import { sealed, unsealed } from '../sealed-text.js';

const logOf = (path: string) => `${path}.redo`;

function applyLog(path: string): void {
  const log = logOf(path);
  const text = unlessAbsent(() => readFileSync(log, 'utf8'));
  if (text === null) return;
  const committed = unsealed(text);
  if (committed !== null) {
    overwriteDurably(path, committed);
    syncDirectory(dirname(path));
  }
  removeDurably(log);
}

const medium: Medium = {
  load(path) {
    applyLog(path);
    const text = unlessAbsent(() => readFileSync(path, 'utf8'));
    return text === null ? null : documentOfJson(text);
  },
  save(path, next) {
    const log = logOf(path);
    try {
      fillDurably(log, sealed(JSON.stringify(next)));
      syncDirectory(dirname(path));
    } catch (error) {
      if (existsSync(log)) unlinkSync(log);
      throw error;
    }
    applyLog(path);
  },
};

const strategy: Strategy = {
  id: 'redo-log',
  title: 'In place, with a redo log',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium, lockedReads: true }),
};

export default strategy;
