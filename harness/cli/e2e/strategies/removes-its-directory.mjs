// After each write it removes the directory in which it was asked to work, and the one above.
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { breaking } from './working-store.mjs';

const working = breaking('removes-its-directory', {});

export default {
  ...working,
  async open(path, options) {
    const store = await working.open(path, options);
    return {
      ...store,
      write: async (...what) => {
        const stored = await store.write(...what);
        rmSync(dirname(dirname(path)), { recursive: true, force: true });
        return stored;
      },
    };
  },
};
