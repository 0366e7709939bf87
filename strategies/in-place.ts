// A canary that claims nothing: no lock and no temporary file. A reader, or the next client after a crash,
// finds an empty or half-written document, and concurrent writers overwrite each other.
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
