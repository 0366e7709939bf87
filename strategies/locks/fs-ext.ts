// Loads fs-ext, the binding of flock(2) and fcntl(2), when it is first needed and in the main thread only.
// The addon keeps process-wide handles of V8: loading it in a worker thread aborts the whole process. Worker
// threads ask the main thread through broker.ts; they only check whether the addon is installed.
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { type Availability, StoreError } from '../strategy.js';

export interface FsExt {
  /** Throws EAGAIN when someone else holds it (`nb`). */
  flockSync(fd: number, operation: 'exnb'): void;
  /**
   * The synchronous variant passes a number where the kernel wants a struct, and always fails with EFAULT.
   */
  fcntl(
    fd: number,
    command: 'setlk',
    lockType: number,
    done: (error: NodeJS.ErrnoException | null) => void,
  ): void;
  constants: { F_WRLCK: number };
}

const require = createRequire(import.meta.url);

const REMEDY =
  'install a C++ compiler, make and Python (Debian: `apt install build-essential python3`; ' +
  'macOS: `xcode-select --install`), then `npm install fs-ext && npm rebuild fs-ext`';

/** @throws StoreError IO when it is missing, can't be loaded, or this is a worker thread */
export function loadFsExt(): FsExt {
  if (!isMainThread) {
    throw new StoreError('IO', 'fs-ext must not be loaded in a worker thread: it would abort the process');
  }
  try {
    return require('fs-ext') as FsExt;
  } catch (cause) {
    throw new StoreError('IO', `fs-ext can't be loaded; ${REMEDY}`, { cause });
  }
}

/** Whether locks of fs-ext can work here. In a worker thread only its presence is examined. */
export function fsExtAvailability(): Availability {
  try {
    if (isMainThread) {
      loadFsExt();
    } else {
      require.resolve('fs-ext/build/Release/fs_ext.node');
    }
    return { available: true };
  } catch (error) {
    const cause = error instanceof StoreError ? error.cause : error;
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    return { available: false, reason: `fs-ext can't be loaded: ${reason}`, remedy: REMEDY };
  }
}
