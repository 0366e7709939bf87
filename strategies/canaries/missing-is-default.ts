// A canary, broken in one way: what is missing in the file gets a default, also when it is missing because the
// file was cut off. The next write saves the empty list of tasks for good.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEachCall } from '../before-each-call.js';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Strategy } from '../strategy.js';

const strategy: Strategy = {
  id: 'missing-is-default',
  title: 'Fills in what is missing',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    return beforeEachCall(store, () => fillIn(path));
  },
};

function fillIn(path: string): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (/^updated_at: .*\n$/m.test(text) && !text.includes('tasks:')) writeFileSync(path, `${text}tasks: []\n`);
}

export default strategy;
