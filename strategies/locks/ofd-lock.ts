// Open-file-description locks, fcntl(2) F_OFD_SETLK, through fs-native-extensions. Like flock they belong to
// the open file description; unlike flock they conflict with POSIX locks. The addon is prebuilt and works in
// worker threads. Linux only: on other systems the same addon takes another kind of lock.
import { createRequire } from 'node:module';
import { type Availability, StoreError } from '../strategy.js';
import type { DescriptorLock } from './lock-file.js';

interface FsNativeExtensions {
  /** False when someone else holds it. Offset 0, length 0: the whole file. */
  tryLock(fd: number): boolean;
}

const require = createRequire(import.meta.url);

const REMEDY = '`npm install fs-native-extensions` (it comes prebuilt)';

export const ofdLock: DescriptorLock = { kind: 'ofd', owner: 'descriptor', tryLock: tryNativeLock };

/** The addon's own kind of lock: OFD on Linux, flock on macOS, LockFileEx on Windows. */
export function tryNativeLock(fd: number): boolean {
  return loadFsNativeExtensions().tryLock(fd);
}

export function ofdAvailability(): Availability {
  return process.platform === 'linux'
    ? nativeLockAvailability()
    : { available: false, reason: 'OFD locks exist on Linux only', remedy: 'use flock or lockfile' };
}

export function nativeLockAvailability(): Availability {
  try {
    loadFsNativeExtensions();
    return { available: true };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return {
      available: false,
      reason: cause instanceof Error ? cause.message : String(error),
      remedy: REMEDY,
    };
  }
}

function loadFsNativeExtensions(): FsNativeExtensions {
  try {
    return require('fs-native-extensions') as FsNativeExtensions;
  } catch (cause) {
    throw new StoreError('IO', `fs-native-extensions can't be loaded; ${REMEDY}`, { cause });
  }
}
