// Everything by promises and file handles, so that other code of the thread runs between any two steps of a
// write. JSON, replaced by a rename under a lock, file and directory synced.
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { documentOfJson, type Medium, openRecordStore } from '../record-store.js';

const absent = (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? null : Promise.reject(error));

const medium: Medium = {
  async load(path) {
    const text = await readFile(path, 'utf8').catch(absent);
    return text === null ? null : documentOfJson(text);
  },
  async save(path, next) {
    const temporary = `${path}.tmp`;
    const previous = await stat(path).catch(absent);
    // Left by a writer that died: the lock is held.
    await rm(temporary, { force: true });
    try {
      const file = await open(temporary, 'wx', previous === null ? 0o666 : 0o600);
      try {
        if (previous !== null) {
          await file.chown(previous.uid, previous.gid);
          await file.chmod(previous.mode & 0o7777);
        }
        await file.writeFile(JSON.stringify(next));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    const directory = await open(dirname(path));
    await directory.sync().finally(() => directory.close());
  },
};

const strategy: Strategy = {
  id: 'asynchronous-handles',
  title: 'Promises and file handles',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
