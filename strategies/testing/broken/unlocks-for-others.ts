// Broken in one way: a writer that did not get the lock removes the lock file on its way out, as a `finally`
// around too much does.
import { unlinkSync } from 'node:fs';
import { durableRename } from '../../commits/durable-rename.js';
import { tryExclusiveFile } from '../../locks/exclusive-file.js';
import { acquirePatiently, type Lock } from '../../locks/lock.js';
import type { Strategy } from '../../strategy.js';
import { unlessAbsent } from '../durable-file.js';
import type { FallsBy } from '../falls-by.js';
import { jsonFile } from '../json-file.js';
import { openRecordStore } from '../record-store.js';

export const fallsBy: FallsBy = [
  'interleavings/no-lost-update',
  'one-winner/one-winner',
  'interleavings/no-client-errors',
];

const lock: Lock = {
  async acquire(path, timeoutMs) {
    const file = `${path}.lock`;
    try {
      return await acquirePatiently(path, timeoutMs, () => Promise.resolve(tryExclusiveFile(file)));
    } catch (error) {
      unlessAbsent(() => unlinkSync(file));
      throw error;
    }
  },
};

const strategy: Strategy = {
  id: 'unlocks-for-others',
  title: 'Removes a lock that it never had',
  open: (path, options) => openRecordStore(path, { ...options, lock, medium: jsonFile(durableRename) }),
};

export default strategy;
