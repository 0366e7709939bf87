// Broken in one way: whoever reads or writes removes the temporary file first, as left by the dead, and has
// no lock at that moment. A living writer's rename then fails.
import { unlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeEachCall } from '../../before-each-call.js';
import { durableRename } from '../../commits/durable-rename.js';
import { followLinks } from '../../document-file.js';
import { openFileStore } from '../../file-store.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { unlessAbsent } from '../durable-file.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = ['interleavings/no-client-errors', 'concurrent-processes/no-client-errors'];

const strategy: Strategy = {
  id: 'sweeps-without-lock',
  title: 'Removes temporary files of living writers',
  availability: corpusLockAvailability,
  async open(path, options) {
    const store = await openFileStore({ lock: corpusLock, commit: durableRename }, path, options);
    return beforeEachCall(store, () => {
      unlessAbsent(() => unlinkSync(`${followLinks(resolve(path)).path}.tmp`));
    });
  },
};

export default strategy;
