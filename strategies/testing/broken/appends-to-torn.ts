// Broken in one way: a journal that does not cut off what a crash left of the last record. The next one is
// appended to the same line and lost with it.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { durableRename } from '../../commits/durable-rename.js';
import { writeAll } from '../../commits/write-all.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { unlessAbsent } from '../durable-file.js';
import type { FallsBy } from '../falls-by.js';
import { documentOfJson, type Medium, openRecordStore } from '../record-store.js';
import { sealed, unsealed } from '../sealed-text.js';

export const fallsBy: FallsBy = [
  'kill-mid-write/acked-survives',
  'kill-mid-write/recovers',
  'power-loss/survives-ordered',
  'power-loss/survives-journaled',
];

const HEADER = 'journal\n';

const medium: Medium = {
  load(path) {
    const text = unlessAbsent(() => readFileSync(path, 'utf8'));
    const records = text?.split('\n').flatMap((line) => unsealed(line) ?? []) ?? [];
    const last = records.at(-1);
    return last === undefined ? null : documentOfJson(last);
  },
  save(path, next) {
    if (!existsSync(path)) durableRename.commit(path, Buffer.from(HEADER), null);
    const fd = openSync(path, 'a');
    try {
      writeAll(fd, Buffer.from(`${sealed(JSON.stringify(next))}\n`));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
};

const strategy: Strategy = {
  id: 'appends-to-torn',
  title: 'Appends behind a torn record',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
