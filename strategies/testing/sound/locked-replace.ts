// The adapter for a library that replaces whole values under a lock: any number of writers, of which the last one
// wins. It claims threads and processes all the same, because no value is ever torn or lost half-way.
import { dirname, resolve } from 'node:path';
import { replace } from '../../adapters.js';
import { makeDurableDirectory } from '../../commits/directory-sync.js';
import { followLinks } from '../../document-file.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { readObject, replaceObject, type SettingsFile } from '../settings-file.js';

export default replace<SettingsFile>({
  id: 'locked-replace',
  title: 'A library that replaces whole values under a lock',
  claims: { threads: true, processes: true },
  availability: corpusLockAvailability,
  open: (path, { lockTimeoutMs }) => ({
    read: () => readObject(path),
    async write(next) {
      const target = followLinks(resolve(path)).path;
      makeDurableDirectory(dirname(target));
      const held = await corpusLock.acquire(target, lockTimeoutMs);
      try {
        replaceObject(path, next);
      } finally {
        await held.release();
      }
    },
  }),
  document: {
    initial: { theme: 'dark' },
    mark: (document, state) => ({ ...document, state }),
    identityOf: ({ state }) => state,
  },
});
