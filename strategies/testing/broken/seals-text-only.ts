// Broken in one way: of two files that are written in turn the checksum covers the text and not the rev, which
// stands in a block of its own. After a loss of power the new rev may stand before the old text.
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '../../commits/directory-sync.js';
import type { Strategy, TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { overwriteDurably, unlessAbsent } from '../durable-file.js';
import type { FallsBy } from '../falls-by.js';
import { documentOfJson, type Medium, openRecordStore } from '../record-store.js';
import { sealed, unsealed } from '../sealed-text.js';

export const fallsBy: FallsBy = ['power-loss/survives-weakest', 'power-loss/survives-journaled'];

const BLOCK_BYTES = 512;

interface Found {
  rev: number;
  document: TaskFile;
}

function foundIn(path: string): Found | null {
  const text = unlessAbsent(() => readFileSync(path, 'utf8')) ?? '';
  const document = unsealed(text.slice(BLOCK_BYTES));
  return document === null
    ? null
    : { rev: Number(text.slice(0, BLOCK_BYTES)), document: documentOfJson(document) };
}

function survey(path: string): { newest: Found | null; spare: string } {
  const [first, second] = [foundIn(`${path}.a`), foundIn(`${path}.b`)];
  return (first?.rev ?? 0) > (second?.rev ?? 0)
    ? { newest: first, spare: `${path}.b` }
    : { newest: second, spare: `${path}.a` };
}

const medium: Medium = {
  load: (path) => survey(path).newest?.document ?? null,
  save(path, next) {
    const { spare } = survey(path);
    const isNew = !existsSync(spare);
    overwriteDurably(spare, `${String(next.rev).padEnd(BLOCK_BYTES)}${sealed(JSON.stringify(next))}`);
    if (isNew) syncDirectory(dirname(path));
  },
};

const strategy: Strategy = {
  id: 'seals-text-only',
  title: 'Two files in turn; the rev is not sealed',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium, lockedReads: true }),
};

export default strategy;
