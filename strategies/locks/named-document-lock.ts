// Locks the document itself, for files that are written in place: nothing has to be created and removed for a
// write. A document that is replaced is another inode, so whoever gets the lock checks that the path still names
// the file it locked, and begins again if not. While there is no document, the lock file beside it is taken.
// Not for Windows, where a locked file can't be read by others.
import { closeSync, existsSync, openSync, utimesSync } from 'node:fs';
import type { Availability } from '../strategy.js';
import { announceTry, announceUnlock } from './announce.js';
import { type Held, type Lock, locked } from './lock.js';
import { type DescriptorLock, isNamedBy, lockFile } from './lock-file.js';
import { nativeLockAvailability, tryNativeLock } from './ofd-lock.js';
import { acquireInTurn, wakeFirst } from './turns.js';

/** The addon's own kind of lock, which belongs to the descriptor and works in worker threads. */
const nativeLock: DescriptorLock = {
  kind: process.platform === 'linux' ? 'ofd' : 'flock',
  owner: 'descriptor',
  tryLock: tryNativeLock,
};

export function namedDocumentLockAvailability(): Availability {
  return process.platform === 'win32'
    ? {
        available: false,
        reason: 'Windows lets nobody read a file that is locked',
        remedy: 'use flock or lockfile, which lock a file beside the document',
      }
    : nativeLockAvailability();
}

export const namedDocumentLock: Lock = {
  async acquire(documentPath, timeoutMs) {
    const endMs = performance.now() + timeoutMs;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const leftMs = Math.max(0, endMs - performance.now());
      const held = existsSync(documentPath)
        ? await acquireInTurn(documentPath, documentPath, leftMs, () => tryDocument(documentPath))
        : await lockAbsent(documentPath, leftMs);
      if (held === 'elsewhere') continue;
      if (held instanceof HeldDocument) await removeLeftLock(documentPath);
      return held;
    }
    throw locked(documentPath, timeoutMs);
  },
};

/** Each round lost means that the document was made or removed in between. */
const ROUNDS_MAX = 1000;

/** The locked document, open for reading and writing; null: there is none. */
export function lockedDescriptor(held: Held): number | null {
  return held instanceof HeldDocument ? held.fd : null;
}

/** Each round lost means that another writer replaced the document in between. */
async function tryDocument(path: string): Promise<Held | 'elsewhere' | null> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const fd = openIfThere(path);
    if (fd === null) return 'elsewhere';
    let keepOpen = false;
    try {
      const about = { kind: nativeLock.kind, fd, path };
      if (!(await announceTry(about, () => nativeLock.tryLock(fd), Boolean))) return null;
      keepOpen = isNamedBy(fd, path);
      if (keepOpen) return new HeldDocument(fd, path);
    } finally {
      if (!keepOpen) closeSync(fd);
    }
  }
  throw new Error(`${path} was replaced ${ROUNDS_MAX} times in a row while it was being locked`);
}

const absentLock = lockFile(nativeLock);

async function lockAbsent(documentPath: string, timeoutMs: number): Promise<Held | 'elsewhere'> {
  const held = await absentLock.acquire(documentPath, timeoutMs);
  if (!existsSync(documentPath)) return held;
  await held.release();
  return 'elsewhere';
}

/** That of a writer which died when it had just made the document. */
async function removeLeftLock(documentPath: string): Promise<void> {
  if (!existsSync(`${documentPath}.lock`)) return;
  try {
    await (await absentLock.acquire(documentPath, 0)).release();
  } catch {
    // Somebody is about to see that there is a document by now, and removes it; or the next writer does.
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

class HeldDocument implements Held {
  readonly fd: number;
  readonly #path: string;

  constructor(fd: number, path: string) {
    this.fd = fd;
    this.#path = path;
  }

  lost(): Error | null {
    return null;
  }

  async release(): Promise<void> {
    await announceUnlock({ kind: nativeLock.kind, fd: this.fd, path: this.#path }, () => {
      closeSync(this.fd);
    });
    wakeFirst(this.#path, () => utimesSync(this.#path, new Date(), new Date()));
  }
}
