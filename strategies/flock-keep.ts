// Like `flock`, but the lock file stays beside the document: nothing to create and unlink at every write, so a
// little faster. Claims the same; the price is one empty file that people will wonder about. Should somebody
// delete it, the check after acquiring notices.
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { flock, flockAvailability } from './locks/flock-lock.js';
import { lockFile } from './locks/lock-file.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'flock-keep',
  title: 'flock with a permanent lock file, durable rename',
  role: 'candidate',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(flockAvailability()),
  open: (path, options) =>
    openFileStore({ lock: lockFile(flock, 'keep'), commit: durableRename }, path, options),
};

export default strategy;
