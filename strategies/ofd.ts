// Claims threads, processes and power loss on Linux: an OFD lock belongs to the open file description, is freed
// by the kernel when its holder dies, and its addon comes prebuilt and needs no broker in worker threads.
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import { lockFile } from './locks/lock-file.js';
import { ofdAvailability, ofdLock } from './locks/ofd-lock.js';
import type { Strategy } from './strategy.js';

const strategy: Strategy = {
  id: 'ofd',
  title: 'OFD lock, durable rename',
  role: 'candidate',
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(ofdAvailability()),
  open: (path, options) => openFileStore({ lock: lockFile(ofdLock), commit: durableRename }, path, options),
};

export default strategy;
