// A canary, broken in one way: it starts a timer with each store and never stops it. The program that used it
// doesn't end any more.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'endless-timer',
  title: 'Keeps the program from ending',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open(path, options) {
    setInterval(() => {}, 60_000);
    return openFileStore({ lock: lockfile, commit: durableRename }, path, options);
  },
};

export default strategy;
