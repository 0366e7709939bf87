// Broken in one way: nobody waits for the sync of the temporary file, so that the rename may be on the disk first.
import type { Stats } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeDurableDirectory } from '../../commits/directory-sync.js';
import { readContent } from '../../document-file.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { keepOwnerAndMode } from '../kept-permissions.js';
import { documentOfJson, type Medium, openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = ['power-loss/survives-journaled', 'power-loss/survives-weakest'];

async function publish(path: string, text: string, previous: Stats | null): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w');
  keepOwnerAndMode(file.fd, previous);
  await file.writeFile(text);
  const synced = file.sync();
  await rename(temporary, path);
  const directory = await open(dirname(path));
  await directory.sync().finally(() => directory.close());
  await synced.finally(() => file.close());
}

const medium: Medium = {
  load(path) {
    const content = readContent(path);
    return content === null ? null : documentOfJson(content.bytes.toString('utf8'));
  },
  async save(path, next) {
    makeDurableDirectory(dirname(path));
    await publish(path, JSON.stringify(next), readContent(path)?.stats ?? null);
  },
};

const strategy: Strategy = {
  id: 'sync-not-awaited',
  title: 'Does not wait for the sync',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
