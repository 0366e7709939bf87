// Claims the same as `flock` and is a little faster, because it keeps its lock file beside the document and
// creates and unlinks nothing. The price is one empty file in the directory. If it is deleted while in use,
// the check after acquiring notices. Fails where `flock` fails; worker threads need the lock broker.
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { flock, flockAvailability } from './locks/flock-lock.js';
import { lockFile } from './locks/lock-file.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'flock-keep',
  title: 'flock with a permanent lock file, durable rename',
  role: 'candidate',
  addon: 'compiled',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(flockAvailability()),
  open: (path, options) =>
    openFileStore({ lock: lockFile(flock, 'keep'), commit: durableRename }, path, options),
};

export default strategy;
