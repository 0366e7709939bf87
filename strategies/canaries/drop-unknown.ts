// A canary, broken in one way: it stores only the fields that the contract names, as a program does that
// maps the file onto its own types. Fields that a newer program or a person added are gone after the next
// write.
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { lockfile } from '../locks/lockfile-lock.js';
import type { Store, Strategy, TaskFile } from '../strategy.js';

const strategy: Strategy = {
  id: 'drop-unknown',
  title: 'Drops unknown fields',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  async open(path, options) {
    const store = await openFileStore({ lock: lockfile, commit: durableRename }, path, options);
    return {
      read: () => store.read(),
      write: (next, expectedRev) => store.write(knownFieldsOf(next), expectedRev),
      close: () => store.close(),
    } satisfies Store;
  },
};

function knownFieldsOf({ version, rev, updated_at, tasks }: TaskFile): TaskFile {
  return { version, rev, updated_at, tasks: tasks.map(({ id }) => ({ id })) };
}

export default strategy;
