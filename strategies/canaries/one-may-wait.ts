// Broken on purpose in one way: beside the owner of the lock one may wait, by a mark of his own, and whoever
// finds owner and mark goes on without any lock. Two clients never see it; with a reader, who takes the lock
// as well, a third one comes, and a writer goes on beside the other.
import { symlinkSync, unlinkSync } from 'node:fs';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { withLockedReads } from '../locked-reads.js';
import { leasedLock, leasedLockAvailability } from '../locks/leased-lock.js';
import { acquirePatiently, type Held, type Lock } from '../locks/lock.js';
import type { Strategy } from '../strategy.js';

const lease = leasedLock({
  isStale: (made, now) => now.monotonicMs - made.monotonicMs > 10_000,
  takeover: 'guarded',
});

const lock: Lock = {
  acquire: (documentPath, timeoutMs) =>
    acquirePatiently(documentPath, timeoutMs, () => tryOnce(documentPath)),
};

async function tryOnce(documentPath: string): Promise<Held | null> {
  try {
    return await lease.acquire(documentPath, 0);
  } catch (error) {
    if (!isCode(error, 'LOCKED')) throw error;
  }
  const mark = `${documentPath}.waits`;
  try {
    symlinkSync('one', mark);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    return { lost: () => null, release: () => Promise.resolve() };
  }
  unlinkSync(mark);
  return null;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

const strategy: Strategy = {
  id: 'one-may-wait',
  title: 'Lock that lets in who finds somebody waiting',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: false },
  availability: () => Promise.resolve(leasedLockAvailability()),
  open: async (path, options) =>
    withLockedReads(await openFileStore({ lock, commit: durableRename }, path, options), lock, path, options),
};

export default strategy;
