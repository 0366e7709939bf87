// flock(2) and fcntl(2) F_SETLK on a descriptor, for the main thread only. Descriptors belong to the whole
// process, so the main thread can lock one that a worker thread opened; the lock broker relies on this.
import { loadFsExt } from './fs-ext.js';

/** Whether the exclusive flock was granted. The lock belongs to the open file description. */
export function tryFlock(fd: number): boolean {
  try {
    loadFsExt().flockSync(fd, 'exnb');
    return true;
  } catch (error) {
    if (hasCode(error, ['EAGAIN', 'EWOULDBLOCK'])) {
      return false;
    }
    throw error;
  }
}

/** Whether the exclusive POSIX lock was granted. The lock belongs to the process, whichever thread asks. */
export function tryPosixLock(fd: number): Promise<boolean> {
  const { fcntl, constants } = loadFsExt();
  return new Promise((resolve, reject) => {
    fcntl(fd, 'setlk', constants.F_WRLCK, (error) => {
      if (error === null) {
        resolve(true);
      } else if (hasCode(error, ['EAGAIN', 'EACCES'])) {
        resolve(false); // POSIX allows either code for a held lock
      } else {
        reject(error);
      }
    });
  });
}

function hasCode(error: unknown, codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
