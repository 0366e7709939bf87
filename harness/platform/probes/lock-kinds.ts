// The three kinds of file lock and the native addon for each. An addon is loaded only in the main thread of a
// probing process: fs-ext crashes a process in which several threads load it.
import { createRequire } from 'node:module';
import { z } from 'zod';
import { errorCode } from '../../processes/error-code.js';

export const lockKinds = ['flock', 'posix', 'ofd'] as const;
/** flock: flock(2), LockFileEx on Windows. posix: fcntl F_SETLK. ofd: fcntl F_OFD_SETLK. */
export type LockKind = (typeof lockKinds)[number];

export const addonOf: Readonly<Record<LockKind, string>> = {
  flock: 'fs-ext',
  posix: 'fs-ext',
  ofd: 'fs-native-extensions',
};

/** Why a platform can't have this kind of lock at all; null when it can. */
export function absence(kind: LockKind, platform: NodeJS.Platform): string | null {
  if (kind === 'posix' && platform === 'win32') return 'Windows has no fcntl locks.';
  if (kind === 'ofd' && platform !== 'linux') {
    return 'Open-file-description locks exist on Linux only; fs-native-extensions uses another lock here.';
  }
  return null;
}

/** Error codes of a lock that is held elsewhere. */
const busyCodes = ['EAGAIN', 'EWOULDBLOCK', 'EACCES', 'EBUSY'];

export type TryLock = (fd: number) => Promise<'got' | 'busy'>;

/** Throws when the addon can't be loaded. The returned function rejects with the system error. */
export function loadLock(kind: LockKind): TryLock {
  const load = createRequire(import.meta.url);
  const attempt = attempts[kind](load(addonOf[kind]));
  return async (fd) => {
    try {
      return (await attempt(fd)) ? 'got' : 'busy';
    } catch (error) {
      if (busyCodes.includes(errorCode(error) ?? '')) return 'busy';
      throw error;
    }
  };
}

const anyFunction = z.custom<(...args: unknown[]) => unknown>((value) => typeof value === 'function');
const fsExtSchema = z.object({
  flockSync: anyFunction,
  fcntl: anyFunction,
  constants: z.object({ F_WRLCK: z.number().optional() }),
});
const nativeSchema = z.object({ tryLock: anyFunction });

const attempts: Readonly<Record<LockKind, (addon: unknown) => (fd: number) => Promise<boolean>>> = {
  flock(addon) {
    const { flockSync } = fsExtSchema.parse(addon);
    return async (fd) => {
      flockSync(fd, 'exnb');
      return true;
    };
  },
  posix(addon) {
    const { fcntl, constants } = fsExtSchema.parse(addon);
    // Only the asynchronous call hands the kernel a struct flock; fcntlSync passes a bare number (EFAULT).
    return (fd) =>
      new Promise((resolve, reject) => {
        fcntl(fd, 'setlk', constants.F_WRLCK, (error: unknown) => (error ? reject(error) : resolve(true)));
      });
  },
  ofd(addon) {
    const { tryLock } = nativeSchema.parse(addon);
    return async (fd) => tryLock(fd) === true;
  },
};
