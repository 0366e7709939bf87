// Claims threads, processes and power loss, needs no addon and takes no lock: there is nothing that a dead
// writer could hold, and nothing that could look stale. Writers that meet do their work in vain and begin anew,
// all but one; so it suits few writers, and every one of them makes progress for all. Fails where link(2) does
// not exist or is not exclusive (exFAT, some network mounts).

import { resolve } from 'node:path';
import { followLinks } from './document-file.js';
import { openFileStore } from './file-store.js';
import { LinkedRevisions } from './linked-revisions.js';
import { acquireInTurn } from './locks/turns.js';
import { takeTaskFile } from './plain-data.js';
import { type OpenOptions, type Store, StoreError, type Strategy, type TaskFile } from './strategy.js';

async function open(path: string, { lockTimeoutMs }: OpenOptions): Promise<Store> {
  const revisions = new LinkedRevisions();
  const { lock, commit } = revisions;
  const newestAt = (place: string) => revisions.newest(place);
  const contentToRead = (place: string) => newestAt(followLinks(place).path);
  const store = await openFileStore({ lock, commit, contentOf: newestAt, contentToRead }, path, {
    lockTimeoutMs,
  });
  const place = resolve(path);
  const pending = new Set<Promise<unknown>>();
  let closing: Promise<void> | null = null;
  const write = async (wanted: TaskFile, expectedRev: number | null): Promise<TaskFile | null> => {
    try {
      return await store.write(wanted, expectedRev);
    } catch (error) {
      if (error instanceof StoreError && error.code === 'LOCKED') return null;
      throw error;
    }
  };
  return {
    read: () => store.read(),
    async write(next, expectedRev) {
      if (closing !== null) return await closing.then(() => store.write(next, expectedRev));
      const wanted = takeTaskFile(next);
      // Who was overtaken queues up, so that it isn't overtaken again and again.
      const written = acquireInTurn(place, place, lockTimeoutMs, () => write(wanted, expectedRev));
      pending.add(written);
      return await written.finally(() => pending.delete(written));
    },
    close() {
      closing ??= Promise.allSettled([...pending]).then(() => store.close());
      return closing;
    },
  };
}

const strategy: Strategy = {
  id: 'link',
  title: 'Revisions published by link(2), without a lock',
  role: 'candidate',
  onRequest: true,
  claims: { threads: true, processes: true, powerLoss: true },
  open,
};

export default strategy;
