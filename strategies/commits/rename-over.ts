// Renames a file onto an existing name. On POSIX systems this is atomic: readers see the old file or the new
// one. On Windows it fails while another process has the target open without sharing it (readers, virus
// scanners), so it is retried for up to a second. The Windows branch follows the documentation of MoveFileEx
// and was never run on Windows.
import { renameSync } from 'node:fs';

const WAIT_MS_FIRST = 1;
const PATIENCE_MS = 1000;

export function renameOver(from: string, to: string): void {
  const giveUpMs = performance.now() + PATIENCE_MS;
  for (let waitMs = WAIT_MS_FIRST; ; waitMs *= 2) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (!maybePassing(error, process.platform) || performance.now() + waitMs > giveUpMs) {
        throw error;
      }
    }
    blockFor(waitMs);
  }
}

/** Whether trying again may succeed. */
export function maybePassing(error: unknown, platform: NodeJS.Platform): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
}

/**
 * Blocks the thread on purpose: the lock is held, and a pause that yields would let other code of this thread
 * run.
 */
function blockFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
