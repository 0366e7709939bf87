// Locks the descriptor of a file beside the document, `<document>.lock`, and leaves no file behind. The lock
// file is unlinked *while the lock is held*, and a client that acquires a lock checks that the path still
// names the file that it locked; if not, newcomers can't see its lock, and it starts again. Either half alone
// is unsafe. The document itself is never locked, because a rename replaces its inode and with it the lock.
// Needs a local file system: inode numbers must be stable, and the lock must reach every writer.
import { closeSync, fstatSync, openSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { announceTry, announceUnlock } from './announce.js';
import type { Held, Lock } from './lock.js';
import { acquireInTurn, wakeFirst } from './turns.js';

/** A way to lock an open descriptor; closing the descriptor releases it. */
export interface DescriptorLock {
  kind: 'flock' | 'posix' | 'ofd';
  /**
   * A process gets its own lock again through any other descriptor, and loses it when it closes any of them.
   * So with `process` no second descriptor of the file is opened while this thread holds the lock. Other
   * threads have modules of their own and are not seen.
   */
  owner: 'descriptor' | 'process';
  /** Never waits; false = someone else holds it. */
  tryLock(fd: number): boolean | Promise<boolean>;
}

/** Lock files that this thread holds or is about to hold by a lock that belongs to the process. */
const takenHere = new Set<string>();

/** @param afterwards keep: the lock file stays for the next writer, which saves creating and unlinking it. */
export function lockFile(descriptorLock: DescriptorLock, afterwards: 'unlink' | 'keep' = 'unlink'): Lock {
  const tryOnce = descriptorLock.owner === 'process' ? tryOncePerThread : tryNow;
  return {
    acquire(documentPath, timeoutMs) {
      const path = `${documentPath}.lock`;
      return acquireInTurn(path, documentPath, timeoutMs, () => tryOnce(descriptorLock, path, afterwards));
    },
  };
}

async function tryNow(by: DescriptorLock, path: string, afterwards: 'unlink' | 'keep'): Promise<Held | null> {
  const fd = await lockNamedFile(by, path);
  return fd === null ? null : heldBy(by.kind, fd, path, afterwards);
}

async function tryOncePerThread(
  by: DescriptorLock,
  path: string,
  afterwards: 'unlink' | 'keep',
): Promise<Held | null> {
  if (takenHere.has(path)) {
    return null;
  }
  takenHere.add(path);
  let held: Held | null = null;
  try {
    held = await tryNow(by, path, afterwards);
  } finally {
    if (held === null) {
      takenHere.delete(path);
    }
  }
  return held && { lost: held.lost, release: () => held.release().finally(() => takenHere.delete(path)) };
}

/** Each round lost means that another writer finished in between, so this many in a row is no bad luck. */
const ROUNDS_MAX = 1000;

/** The descriptor of the file that `path` names, locked; null when someone else holds the lock. */
async function lockNamedFile(descriptorLock: DescriptorLock, path: string): Promise<number | null> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    // 'a+' creates without truncating and is readable and writable: POSIX and OFD locks need the latter.
    const fd = openSync(path, 'a+');
    let keepOpen = false;
    try {
      const about = { kind: descriptorLock.kind, fd, path };
      const locked = await announceTry(about, () => descriptorLock.tryLock(fd), Boolean);
      if (!locked) {
        return null;
      }
      keepOpen = isNamedBy(fd, path);
      if (keepOpen) {
        return fd;
      }
    } finally {
      if (!keepOpen) {
        closeSync(fd);
      }
    }
  }
  throw new Error(`${path} was replaced ${ROUNDS_MAX} times in a row while it was being locked`);
}

export function isNamedBy(fd: number, path: string): boolean {
  // As doubles, 64-bit inode numbers of different files can look equal.
  const named = statSync(path, { bigint: true, throwIfNoEntry: false });
  const open = fstatSync(fd, { bigint: true });
  return named !== undefined && named.ino === open.ino && named.dev === open.dev;
}

function heldBy(kind: DescriptorLock['kind'], fd: number, path: string, after: 'unlink' | 'keep'): Held {
  return {
    lost: () => null,
    async release() {
      try {
        if (after === 'unlink') {
          unlinkSync(path);
        }
      } finally {
        await announceUnlock({ kind, fd, path }, () => {
          closeSync(fd);
        });
      }
      if (after === 'keep') wakeFirst(path, () => utimesSync(path, new Date(), new Date()));
    },
  };
}
