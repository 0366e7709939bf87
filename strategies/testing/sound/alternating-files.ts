// Two files that are written in turn, each with a digest: the one that is being written is never the newest whole
// one. For one writer at a time; a reader that finds both torn was overtaken, and looks again.
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '../../commits/directory-sync.js';
import { noLock } from '../../locks/none.js';
import { StoreError, type Strategy, type TaskFile } from '../../strategy.js';
import { overwriteDurably, unlessAbsent } from '../durable-file.js';
import { documentOfJson, openRecordStore } from '../record-store.js';
import { sealed, unsealed } from '../sealed-text.js';

const LOOKS_MAX = 100;

const slots = (path: string) => [`${path}.a`, `${path}.b`] as const;

function slot(path: string): TaskFile | null {
  const text = unlessAbsent(() => unsealed(readFileSync(path, 'utf8')));
  return text === null ? null : documentOfJson(text);
}

/** The newest, and the slot that does not hold it. */
function survey(path: string): { newest: TaskFile | null; spare: string } {
  const [a, b] = slots(path);
  const [first, second] = [slot(a), slot(b)];
  return (first?.rev ?? 0) > (second?.rev ?? 0) ? { newest: first, spare: b } : { newest: second, spare: a };
}

function load(path: string): TaskFile | null {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const { newest } = survey(path);
    // After a crash in the very first write there is one torn slot, and never was a document.
    if (newest !== null || !slots(path).every((one) => existsSync(one))) return newest;
  }
  throw new StoreError('INVALID_DOCUMENT', `${path}: both slots are torn`);
}

const strategy: Strategy = {
  id: 'alternating-files',
  title: 'Two files written in turn, one writer',
  claims: { threads: false, processes: false },
  open: (path, options) =>
    openRecordStore(path, {
      ...options,
      lock: noLock,
      medium: {
        load,
        save(at, next) {
          const { newest, spare } = survey(at);
          // Its writer may have died before it synced it, and its names; and a failed sync leaves clean pages.
          if (newest !== null) {
            const [first, second] = slots(at);
            overwriteDurably(spare === first ? second : first, sealed(JSON.stringify(newest)));
            syncDirectory(dirname(at));
          }
          const isNew = !existsSync(spare);
          overwriteDurably(spare, sealed(JSON.stringify(next)));
          if (isNew) syncDirectory(dirname(at));
        },
      },
    }),
};

export default strategy;
