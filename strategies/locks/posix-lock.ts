// fcntl(2) F_SETLK, through fs-ext's asynchronous call, the only one that works. A POSIX lock belongs to the
// process: it excludes other processes but not other threads of the same one, and it is lost when *any*
// descriptor of the lock file is closed anywhere in the process. The kernel drops it when the process dies.
import { isMainThread } from 'node:worker_threads';
import type { Availability } from '../strategy.js';
import { BROKER_REMEDY, hasBroker, tryLockThroughBroker } from './broker.js';
import { fsExtAvailability } from './fs-ext.js';
import type { DescriptorLock } from './lock-file.js';
import { tryPosixLock } from './native-locks.js';

export const posixLock: DescriptorLock = {
  kind: 'posix',
  owner: 'process',
  tryLock: (fd) => (isMainThread ? tryPosixLock(fd) : tryLockThroughBroker('posix', fd)),
};

export function posixLockAvailability(): Availability {
  if (process.platform === 'win32') {
    return { available: false, reason: 'Windows has no fcntl locks', remedy: 'use flock or lockfile' };
  }
  return !isMainThread && !hasBroker()
    ? { available: false, reason: 'this worker thread has no lock broker', remedy: BROKER_REMEDY }
    : fsExtAvailability();
}
