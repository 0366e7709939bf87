// Broken in one way: it trims the titles of tasks, as a form would.
import { durableRename } from '../../commits/durable-rename.js';
import type { Strategy, TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = ['round-trip/foreign-survives'];

const inner = jsonFile(durableRename);

const trimmed = (file: TaskFile): TaskFile => ({
  ...file,
  tasks: file.tasks.map((task) => ('title' in task ? { ...task, title: String(task.title).trim() } : task)),
});

const medium = { load: inner.load, save: (path: string, next: TaskFile) => inner.save(path, trimmed(next)) };

const strategy: Strategy = {
  id: 'trimmed-text',
  title: 'Trims texts',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
