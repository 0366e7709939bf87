// A canary, broken in one way: its lock gets old by the wall clock alone. One that is dated ahead, because the
// clock was set back, keeps everybody out until that time has come.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'trusts-the-clock',
  title: 'A lock that gets old by the wall clock',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open: (path, options) => openFileStore({ lock: lockfile, commit: durableRename }, path, options),
};

export default strategy;
