// Broken on purpose: no lock and no temporary file. A reader, or whoever comes after a crash, meets an empty or
// half-written document, and concurrent writers overwrite each other. Claims nothing.
import { inPlace } from './commits/overwrite-in-place.js';
import { openFileStore } from './file-store.js';
import { noLock } from './locks/none.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'in-place',
  title: 'Overwrite in place, no lock',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: false },
  open: (path, options) => openFileStore({ lock: noLock, commit: inPlace }, path, options),
};

export default strategy;
