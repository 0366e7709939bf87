// The POSIX lock of lock-file.ts, which also writes its holder's pid into the lock file. Unsafe because of
// that: writing opens and closes the file a second time, and a process loses its POSIX locks on a file when
// it closes *any* descriptor of it (fcntl(2)). From then on it holds nothing.
import { writeFileSync } from 'node:fs';
import type { Lock } from './lock.js';
import { lockFile } from './lock-file.js';
import { posixLock } from './posix-lock.js';

const unnoted = lockFile(posixLock);

export const notedPosixLock: Lock = {
  async acquire(documentPath, timeoutMs) {
    const held = await unnoted.acquire(documentPath, timeoutMs);
    try {
      writeFileSync(`${documentPath}.lock`, `locked by process ${process.pid}\n`);
    } catch (error) {
      await held.release();
      throw error;
    }
    return held;
  },
};
