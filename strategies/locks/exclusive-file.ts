// A lock that is the existence of a file: whoever creates it, with O_EXCL, holds the lock until the file is
// removed. Nobody takes it over from a dead owner, so no sound strategy uses it as it is; canaries do.
import { closeSync, openSync, unlinkSync } from 'node:fs';
import type { Held } from './lock.js';

/** null: somebody else's file is there. Throws other errors of the system. */
export function tryExclusiveFile(path: string): Held | null {
  try {
    closeSync(openSync(path, 'wx'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  }
  return {
    lost: () => null,
    async release() {
      await Promise.resolve(unlinkSync(path));
    },
  };
}
