// flock(2), through fs-ext; on Windows fs-ext maps it to LockFileEx. The lock belongs to the open file
// description, so it excludes threads and processes alike, and the kernel drops it when its holder dies. NFS
// emulates it by byte-range locks; with the mount option `local_lock` it reaches this host only.
import { isMainThread } from 'node:worker_threads';
import type { Availability } from '../strategy.js';
import { BROKER_REMEDY, hasBroker, tryLockThroughBroker } from './broker.js';
import { fsExtAvailability } from './fs-ext.js';
import type { DescriptorLock } from './lock-file.js';
import { tryFlock } from './native-locks.js';

export const flock: DescriptorLock = {
  kind: 'flock',
  owner: 'descriptor',
  tryLock: (fd) => (isMainThread ? tryFlock(fd) : tryLockThroughBroker('flock', fd)),
};

export function flockAvailability(): Availability {
  return !isMainThread && !hasBroker()
    ? { available: false, reason: 'this worker thread has no lock broker', remedy: BROKER_REMEDY }
    : fsExtAvailability();
}
