// The adapter for a library that reads and writes whole values; the library here replaces a JSON file durably and
// knows no lock. For one writer at a time.
import { dirname, resolve } from 'node:path';
import { replace } from '../../adapters.js';
import { makeDurableDirectory } from '../../commits/directory-sync.js';
import { readObject, replaceObject, type SettingsFile } from '../settings-file.js';

export default replace<SettingsFile>({
  id: 'adapted-replace',
  title: 'A library that replaces whole values',
  open: (path) => ({
    read: () => readObject(path),
    write(next) {
      makeDurableDirectory(dirname(resolve(path)));
      replaceObject(path, next);
    },
  }),
  document: {
    initial: { theme: 'dark' },
    mark: (document, state) => ({ ...document, state }),
    identityOf: ({ state }) => state,
  },
});
