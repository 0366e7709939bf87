// The adapter for a library that reads, changes and writes in one call; the library here takes a lock and
// replaces a JSON file. Its document has fields of its own.
import { dirname, resolve } from 'node:path';
import { update } from '../../adapters.js';
import { makeDurableDirectory } from '../../commits/directory-sync.js';
import { followLinks } from '../../document-file.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { readObject, replaceObject, type SettingsFile } from '../settings-file.js';

export default update<SettingsFile>({
  id: 'adapted-update',
  title: 'A library that updates in one call',
  availability: corpusLockAvailability,
  open: (path, { lockTimeoutMs }) => ({
    read: () => readObject(path),
    async update(change) {
      const target = followLinks(resolve(path)).path;
      makeDurableDirectory(dirname(target));
      const held = await corpusLock.acquire(target, lockTimeoutMs);
      try {
        replaceObject(path, change(readObject(path)));
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
