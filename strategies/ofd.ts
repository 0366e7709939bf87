// Claims threads, processes and power loss, on Linux only. An OFD lock belongs to the open file description,
// so it excludes threads and processes alike, and the kernel frees it when its holder dies. Its addon is
// prebuilt and needs no lock broker in worker threads. Fails where the lock does not reach every writer (two
// mounts of one directory).
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { lockFile } from './locks/lock-file.js';
import { ofdAvailability, ofdLock } from './locks/ofd-lock.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'ofd',
  title: 'OFD lock, durable rename',
  role: 'candidate',
  addon: 'prebuilt',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(ofdAvailability()),
  open: (path, options) => openFileStore({ lock: lockFile(ofdLock), commit: durableRename }, path, options),
};

export default strategy;
