// Broken in one way: tasks and head are two files, each replaced atomically. Between the two renames readers, and
// whatever a crash leaves, see the halves of two documents.
import { readFileSync } from 'node:fs';
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy, Task } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { unlessAbsent } from '../durable-file.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { type Medium, openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = [
  'interleavings/no-corruption',
  'readers/no-corruption',
  'kill-mid-write/acked-survives',
  'kill-mid-write/no-corruption',
  'power-loss/survives-ordered',
];

const head = jsonFile(durableRename);

const medium: Medium = {
  async load(path) {
    const document = await head.load(path);
    const text = unlessAbsent(() => readFileSync(`${path}.tasks`, 'utf8'));
    if (document === null || text === null) return null;
    return { ...document, tasks: JSON.parse(text) as Task[] };
  },
  save(path, next) {
    durableRename.commit(`${path}.tasks`, Buffer.from(JSON.stringify(next.tasks)), null);
    return head.save(path, { ...next, tasks: [] });
  },
};

const strategy: Strategy = {
  id: 'two-halves',
  title: 'Keeps the tasks in a second file',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
