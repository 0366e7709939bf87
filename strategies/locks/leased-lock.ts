// Locks with a lease, for strategies that are broken on purpose: `<document>.lock` is a symbolic link,
// created only where there is none, that says in its target when it was made. Whoever finds it stale takes it
// over. When it is stale is for the caller to say, and each rule that rests on time alone is wrong in its own
// way: a lock can't know whether its owner is dead or slow. Windows is left out, for a link needs a privilege
// there.
import { closeSync, openSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import type { Availability } from '../strategy.js';
import { announceTry, announceUnlock } from './announce.js';
import { acquirePatiently, type Held, type Lock } from './lock.js';

/** Of the wall clock and of the monotonic one, which all processes of a machine share. */
interface Times {
  wallMs: number;
  monotonicMs: number;
}

export interface Lease {
  isStale(made: Times, now: Times): boolean;
  /**
   * guarded: one at a time looks again and takes over, so that nobody removes a lock that is not the one he
   * looked at.
   * by-name: removes whatever has the name by then, as most published protocols do.
   */
  takeover: 'guarded' | 'by-name';
}

export function leasedLock(lease: Lease): Lock {
  return {
    acquire: (documentPath, timeoutMs) =>
      acquirePatiently(documentPath, timeoutMs, () => tryOnce(`${documentPath}.lock`, lease)),
  };
}

export function leasedLockAvailability(): Availability {
  return process.platform === 'win32'
    ? { available: false, reason: 'Windows asks for a privilege to make a link', remedy: 'another lock' }
    : { available: true };
}

async function tryOnce(path: string, lease: Lease): Promise<Held | null> {
  const about = { kind: 'lockfile', path } as const;
  const held = await announceTry(about, () => create(path) || takeOver(path, lease), Boolean);
  if (!held) return null;
  const remove = (): void => {
    // Somebody else may have taken it over, and released it.
    unlessCode('ENOENT', () => unlinkSync(path));
  };
  return { lost: () => null, release: () => announceUnlock(about, remove) };
}

function create(path: string): boolean {
  const { wallMs, monotonicMs } = readClocks();
  return unlessCode('EEXIST', () => symlinkSync(`${wallMs} ${monotonicMs}`, path)) !== 'EEXIST';
}

function takeOver(path: string, lease: Lease): boolean {
  if (!looksStale(path, lease)) return false;
  if (lease.takeover === 'by-name') {
    unlessCode('ENOENT', () => unlinkSync(path));
    return create(path);
  }
  const guard = `${path}.takeover`;
  const fd = unlessCode('EEXIST', () => openSync(guard, 'wx'));
  if (fd === 'EEXIST') return false;
  try {
    closeSync(fd);
    if (!looksStale(path, lease)) return false;
    // Its owner may live after all, and have released it just now.
    unlessCode('ENOENT', () => unlinkSync(path));
    return create(path);
  } finally {
    unlinkSync(guard);
  }
}

function looksStale(path: string, { isStale }: Lease): boolean {
  const target = unlessCode('ENOENT', () => readlinkSync(path));
  if (target === 'ENOENT') return false;
  const [wallMs = 0, monotonicMs = 0] = target.split(' ').map(Number);
  return isStale({ wallMs, monotonicMs }, readClocks());
}

function readClocks(): Times {
  return { wallMs: Date.now(), monotonicMs: Math.floor(Number(process.hrtime.bigint()) / 1e6) };
}

function unlessCode<T, Code extends string>(code: Code, action: () => T): T | Code {
  try {
    return action();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return code;
    throw error;
  }
}
