// Claims the same as `flock`, whose lock and commit it has, and answers reads from memory while the file is proven to
// be the one that was read (cached-reads.ts). A store keeps the file open for that, until the next write or
// close(). Fails where `flock` fails, and where a replaced file must not stay open: Windows. Worker threads need
// the lock broker.
import { CachedReads } from './cached-reads.js';
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { flock, flockAvailability } from './locks/flock-lock.js';
import { lockFile } from './locks/lock-file.js';
import type { Availability, OpenOptions, Store, Strategy } from './strategy.js';

async function open(path: string, options: OpenOptions): Promise<Store> {
  const reads = new CachedReads();
  const documentToRead = (place: string) => reads.read(place);
  const store = await openFileStore(
    { lock: lockFile(flock), commit: durableRename, documentToRead },
    path,
    options,
  );
  return {
    read: () => store.read(),
    // A file that was replaced takes up space on the disk as long as it is open.
    write: (next, expectedRev) => store.write(next, expectedRev).finally(() => reads.forget()),
    close: () => store.close().finally(() => reads.forget()),
  };
}

function readCacheAvailability(): Availability {
  const reason = 'Windows can’t replace a file that is open';
  return process.platform === 'win32'
    ? { available: false, reason, remedy: 'use flock' }
    : flockAvailability();
}

const strategy: Strategy = {
  id: 'read-cache',
  title: 'flock, durable rename, reads from memory',
  role: 'candidate',
  addon: 'compiled',
  onRequest: true,
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(readCacheAvailability()),
  open,
};

export default strategy;
