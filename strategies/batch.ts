// Claims the same as `flock`, whose lock and commit it has. Many callers of one process share each commit, so
// that what they write costs a sync for all of them and not one for each. Fails where `flock` fails; worker
// threads need the lock broker, and share commits among the callers of their own thread only.
import { durableRename } from './commits/durable-rename.js';
import { groupCommit } from './group-commit.js';
import { flock, flockAvailability } from './locks/flock-lock.js';
import { lockFile } from './locks/lock-file.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'batch',
  title: 'flock, durable rename, group commit',
  role: 'candidate',
  addon: 'compiled',
  onRequest: true,
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(flockAvailability()),
  open: groupCommit({ lock: lockFile(flock), commit: durableRename }),
};

export default strategy;
