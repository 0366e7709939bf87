// Tells failures of the machine from failures of a strategy: a full disk or exhausted descriptors say nothing
// about the code under test. Pure. It can't know whether a fault was injected on purpose; whoever injects must
// not ask it.
import { sep } from 'node:path';
import { errorCode } from './error-code.js';

export type EnvironmentFaultCode =
  | 'DISK_FULL'
  | 'QUOTA_EXCEEDED'
  | 'READ_ONLY'
  | 'DEVICE_FAILED'
  | 'TOO_MANY_OPEN_FILES'
  | 'SYSTEM_OUT_OF_FILES'
  | 'NO_PERMISSION';

/** The harness could not do its work here. Carries the system error as `cause`. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code: EnvironmentFaultCode;
  readonly remedy: string;

  constructor(code: EnvironmentFaultCode, message: string, remedy: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
    this.remedy = remedy;
  }
}

interface Fault {
  code: EnvironmentFaultCode;
  sentence: string;
  remedy: string;
  /** Only a fault of the environment when it hit a place that the harness owns; elsewhere it may be meant. */
  onlyInOwnPlaces: boolean;
}

const noPermission: Fault = {
  code: 'NO_PERMISSION',
  sentence: "the harness may not touch a place of its own; somebody else's user or a policy owns it",
  remedy: 'Give this user write permission there, or pick another directory with --dir.',
  onlyInOwnPlaces: true,
};

const faults: Readonly<Record<string, Fault>> = {
  ENOSPC: {
    code: 'DISK_FULL',
    sentence: 'the disk (or its inode table) is full',
    remedy: 'Free some space, or put the work directory on another disk with --dir.',
    onlyInOwnPlaces: false,
  },
  EDQUOT: {
    code: 'QUOTA_EXCEEDED',
    sentence: "this user's disk quota is exhausted",
    remedy: 'Free some space, raise the quota, or pick another file system with --dir.',
    onlyInOwnPlaces: false,
  },
  EROFS: {
    code: 'READ_ONLY',
    sentence: 'the file system is mounted read-only (it may have been remounted after an error)',
    remedy: 'Look into the system log, remount it writable, or pick another directory with --dir.',
    onlyInOwnPlaces: false,
  },
  EIO: {
    code: 'DEVICE_FAILED',
    sentence: 'the storage device reported an I/O error',
    remedy: 'Look into the system log; do not trust results from this device.',
    onlyInOwnPlaces: false,
  },
  EMFILE: {
    code: 'TOO_MANY_OPEN_FILES',
    sentence: 'this process has no file descriptors left',
    remedy: 'Raise the limit (ulimit -n 4096), or run fewer writers.',
    onlyInOwnPlaces: false,
  },
  ENFILE: {
    code: 'SYSTEM_OUT_OF_FILES',
    sentence: 'the whole system has no file descriptors left',
    remedy: 'Close other programs, or raise the system limit (sysctl fs.file-max).',
    onlyInOwnPlaces: false,
  },
  EACCES: noPermission,
  EPERM: noPermission,
};

/** More than this many links of `cause` is a loop or a joke. */
const causesMax = 16;

/**
 * The fault of the environment that `error`, or one of its causes, stands for; null when it is none.
 * @param ownPlaces absolute directories that belong to the harness: a refused permission counts only below them.
 */
export function environmentFault(error: unknown, ownPlaces: readonly string[]): EnvironmentError | null {
  let current: unknown = error;
  for (let depth = 0; depth < causesMax && current !== undefined && current !== null; depth++) {
    if (current instanceof EnvironmentError) return current;
    const fault = faults[errorCode(current) ?? ''];
    const path = pathOf(current);
    if (fault !== undefined && (!fault.onlyInOwnPlaces || isBelow(path, ownPlaces))) {
      const where = path === null ? '' : ` (${path})`;
      return new EnvironmentError(fault.code, `${capitalised(fault.sentence)}${where}.`, fault.remedy, error);
    }
    current = typeof current === 'object' && 'cause' in current ? current.cause : undefined;
  }
  return null;
}

function pathOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('path' in error)) return null;
  return typeof error.path === 'string' ? error.path : null;
}

function isBelow(path: string | null, places: readonly string[]): boolean {
  if (path === null) return false;
  return places.some((place) => path === place || path.startsWith(place.endsWith(sep) ? place : place + sep));
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
