// A canary, broken in one way: whoever wrote last may write again at once, everybody else waits until the
// document has been left alone for a second. One who writes without a pause keeps all others waiting for as
// long as it goes on, on every machine: no sleep has to be unlucky. Needs no addon.
import { statSync } from 'node:fs';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import { acquirePatiently, type Lock } from '../locks/lock.js';
import { lockfile } from '../locks/lockfile-lock.js';
import { type OpenOptions, type Store, StoreError, type Strategy } from '../strategy.js';

const QUIET_MS = 1000;

function open(path: string, options: OpenOptions): Promise<Store> {
  /** When the document was written by this store; or before it was opened, by anybody. */
  let mineMs = modifiedMs(path);
  const lock: Lock = {
    acquire: (documentPath, timeoutMs) =>
      acquirePatiently(documentPath, timeoutMs, async () => {
        const writtenMs = modifiedMs(documentPath);
        // Nobody yields who has no time to wait.
        const mayGoOn = timeoutMs === 0 || writtenMs === mineMs || Date.now() - writtenMs > QUIET_MS;
        if (!mayGoOn) return null;
        const held = await tryOnce(documentPath);
        return held && { lost: held.lost, release: () => note(documentPath).then(() => held.release()) };
      }),
  };
  const note = async (documentPath: string): Promise<void> => {
    mineMs = await Promise.resolve(modifiedMs(documentPath));
  };
  return openFileStore({ lock, commit: durableRename }, path, options);
}

async function tryOnce(documentPath: string) {
  try {
    return await lockfile.acquire(documentPath, 0);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'LOCKED') return null;
    throw error;
  }
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

const strategy: Strategy = {
  id: 'yields-to-last',
  title: 'Lock that lets the last writer go first',
  role: 'canary',
  claims: { threads: true, processes: true, powerLoss: true },
  open,
};

export default strategy;
