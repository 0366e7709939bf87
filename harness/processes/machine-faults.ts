// The system errors by which a machine, not a strategy, fails: for each code what it means and what to do.
import { errorCode } from './error-code.js';

export interface MachineFault {
  /** Half a sentence. */
  meaning: string;
  /** Imperative, without a full stop. */
  remedy: string;
}

/** Neither a process nor a thread could be started; which of these codes was behind it, the system hides. */
export const CANNOT_START = 'CANNOT_START';

const processes: MachineFault = {
  meaning: 'no further process or thread could be started',
  remedy: 'raise the limit of processes (ulimit -u, the pids limit of a container), or end other programs',
};
const descriptors: MachineFault = {
  meaning: 'too many files are open',
  remedy: 'raise the limit of open files (ulimit -n 1024)',
};
const readOnly: MachineFault = {
  meaning: 'the file system is read-only, or became so',
  remedy:
    'look into the kernel log (dmesg) for errors of the disk, mount it writable again, or choose another --dir',
};
const full: MachineFault = {
  meaning: 'the disk or the quota is full',
  remedy: 'free some space, or choose another --dir',
};

const faults: Readonly<Record<string, MachineFault>> = {
  [CANNOT_START]: processes,
  EAGAIN: processes,
  ERR_WORKER_INIT_FAILED: processes,
  ENOMEM: { meaning: 'memory ran out', remedy: 'end other programs, or raise the limit of memory' },
  EMFILE: descriptors,
  ENFILE: descriptors,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  EIO: { meaning: 'the disk fails', remedy: 'look into the kernel log (dmesg), or choose another --dir' },
};

/** null: no fault of the machine. */
export function machineFault(code: string | null): MachineFault | null {
  return code !== null && Object.hasOwn(faults, code) ? (faults[code] ?? null) : null;
}

/** A process or thread of ours that the system did not start. `cause` is the system error, if it told one. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly code = CANNOT_START;

  constructor(what: string, options?: { cause?: unknown }) {
    const { meaning, remedy } = processes;
    const code = errorCode(options?.cause);
    super(`${what}: ${meaning}${code === null ? '' : ` (${code})`}; ${remedy}`, options);
  }
}
