// The classic pid file: `<document>.lock`, created with O_EXCL, holds the pid of its owner. A file whose
// owner is dead is removed, and the next try creates a new one. Unsafe twice. Between its creation and the
// write of the pid the file is empty, as if its owner had died. And between the check and the removal the
// file can change: two clients that both found the owner dead remove the dead owner's file and then each
// other's.
import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { announceTry, announceUnlock } from './announce.js';
import { acquirePatiently, type Held, type Lock } from './lock.js';

const ROUNDS_MAX = 10;

export const pidFile: Lock = {
  acquire: (documentPath, timeoutMs) =>
    acquirePatiently(documentPath, timeoutMs, () => tryOnce(`${documentPath}.lock`)),
};

async function tryOnce(path: string): Promise<Held | null> {
  const about = { kind: 'lockfile', path } as const;
  const locked = await announceTry(about, () => createOrTakeOver(path), Boolean);
  return locked ? { lost: () => null, release: () => announceUnlock(about, () => unlinkSync(path)) } : null;
}

function createOrTakeOver(path: string): boolean {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    if (create(path)) {
      return true;
    }
    const text = unlessCode('ENOENT', () => readFileSync(path, 'utf8'));
    if (text !== undefined) {
      if (ownerLives(text)) {
        return false;
      }
      unlessCode('ENOENT', () => unlinkSync(path));
    }
  }
  return false;
}

function create(path: string): boolean {
  const fd = unlessCode('EEXIST', () => openSync(path, 'wx'));
  if (fd === undefined) {
    return false;
  }
  try {
    writeSync(fd, `${process.pid}\n`);
  } finally {
    closeSync(fd);
  }
  return true;
}

/** A text without a complete pid counts as left by a writer that died. */
function ownerLives(text: string): boolean {
  const pid = /^(?<pid>[1-9]\d*)\n$/.exec(text)?.groups?.pid;
  return pid !== undefined && unlessCode('ESRCH', () => isThere(Number(pid))) === true;
}

/** @throws ESRCH when there is no such process */
function isThere(pid: number): boolean {
  // EPERM: it is alive and belongs to another user.
  return unlessCode('EPERM', () => process.kill(pid, 0)) ?? true;
}

/** undefined when `action` fails with this code. */
function unlessCode<T>(code: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) {
      return undefined;
    }
    throw error;
  }
}
