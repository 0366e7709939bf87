// Writes a temporary file, syncs it, renames it over the document and syncs the directory. Readers see the
// old document or the new one, never a mixture, and after the return the new one survives a power cut. Each
// step is necessary: without the first fsync the name may lead to an empty file, without the last the old
// document may come back (fsync(2); PostgreSQL's durable_rename). Keeps mode and, where permitted, owner;
// ACLs, extended attributes and hard links are lost.
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  type Stats,
  unlinkSync,
} from 'node:fs';
import type { Commit } from './commit.js';
import { makeDurableDirectory, syncName } from './directory-sync.js';
import { renameOver } from './rename-over.js';
import { writeAll } from './write-all.js';

const PERMISSION_BITS = 0o7777;

export const durableRename: Commit = {
  prepareDirectory: makeDurableDirectory,
  commit(target, content, previous) {
    const tmp = `${target}.tmp`;
    const fd = createTmp(tmp, previous);
    try {
      fillAndClose(fd, content, previous);
      renameOver(tmp, target);
    } catch (error) {
      unlinkQuietly(tmp);
      throw error;
    }
    syncName(target);
  },
};

function createTmp(tmp: string, previous: Stats | null): number {
  // Never more permissive than the old document, not even for a moment; for a new one the umask decides.
  const mode = previous === null ? 0o666 : previous.mode & 0o777;
  try {
    return openSync(tmp, 'wx', mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  }
  // We hold the lock, so the writer of this file died. Its content is unknown and others may have it open:
  // replace it.
  unlinkSync(tmp);
  return openSync(tmp, 'wx', mode);
}

/** Writes and syncs the whole content, with owner and mode of the previous file. */
export function fillAndClose(fd: number, content: Uint8Array, previous: Stats | null): void {
  try {
    if (previous !== null) {
      keepOwnerAndMode(fd, previous);
    }
    writeAll(fd, content);
    // Never retried after a failure: the kernel may have marked the lost pages as clean.
    fsyncSync(fd);
  } catch (error) {
    closeQuietly(fd);
    throw error;
  }
  closeSync(fd);
}

function keepOwnerAndMode(fd: number, previous: Stats): void {
  const created = fstatSync(fd);
  if (created.uid !== previous.uid || created.gid !== previous.gid) {
    try {
      fchownSync(fd, previous.uid, previous.gid);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) {
        throw error;
      }
    }
  }
  // After fchown, which clears set-user-ID bits. Needed even without it: the umask may have removed bits of
  // the old mode.
  if ((created.mode & PERMISSION_BITS) !== (previous.mode & PERMISSION_BITS)) {
    fchmodSync(fd, previous.mode & PERMISSION_BITS);
  }
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // The first error is the one to report.
  }
}

function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The first error is the one to report; the next writer removes the leftover file.
  }
}
