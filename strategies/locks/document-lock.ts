// flock on the document itself, which needs no second file; on its directory while there is no document.
// Unsafe with a commit by rename: the lock is on an inode, and the rename gives the name to another one. A
// client that opened the document before the rename then acquires the lock of the old file at once, and reads
// the old content through it. It would have to compare the locked inode with the one that the path names.
import { closeSync, fstatSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Content, readOpenFile } from '../document-file.js';
import type { Availability } from '../strategy.js';
import { announceTry, announceUnlock } from './announce.js';
import { flock, flockAvailability } from './flock-lock.js';
import { acquirePatiently, type Held, type Lock } from './lock.js';

export const documentLock: Lock = {
  acquire: (documentPath, timeoutMs) =>
    acquirePatiently(documentPath, timeoutMs, () => tryOnce(documentPath)),
};

export function documentLockAvailability(): Availability {
  return process.platform === 'win32'
    ? { available: false, reason: 'Windows can’t open a directory to lock it', remedy: 'use a lock file' }
    : flockAvailability();
}

/**
 * The content of the locked file, even if the path names another one by now; null: a directory was locked.
 */
export function lockedContent(held: Held): Content | null {
  if (!(held instanceof HeldDocument)) {
    throw new TypeError('not a lock of the document itself');
  }
  return held.content();
}

async function tryOnce(documentPath: string): Promise<Held | null> {
  const { fd, path } = openDocumentOrDirectory(documentPath);
  let locked = false;
  try {
    locked = await announceTry({ kind: flock.kind, fd, path }, () => flock.tryLock(fd), Boolean);
  } finally {
    if (!locked) {
      closeSync(fd);
    }
  }
  return locked ? new HeldDocument(fd, path) : null;
}

function openDocumentOrDirectory(documentPath: string): { fd: number; path: string } {
  try {
    return { fd: openSync(documentPath, 'r'), path: documentPath };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw error;
    }
  }
  const directory = dirname(documentPath);
  return { fd: openSync(directory, 'r'), path: directory };
}

class HeldDocument implements Held {
  readonly #fd: number;
  readonly #path: string;

  constructor(fd: number, path: string) {
    this.#fd = fd;
    this.#path = path;
  }

  content(): Content | null {
    return fstatSync(this.#fd).isDirectory() ? null : readOpenFile(this.#fd);
  }

  lost(): Error | null {
    return null;
  }

  async release(): Promise<void> {
    await announceUnlock({ kind: flock.kind, fd: this.#fd, path: this.#path }, () => {
      closeSync(this.#fd);
    });
  }
}
