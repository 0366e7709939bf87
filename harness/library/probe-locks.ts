// What locks really do in a directory, for applications that want to know before they rely on one. The same
// probes as those of `holdfast doctor`: two processes and fresh files, each question once. They show the rule
// on this mount, not rare races, and nothing of other mounts of the same storage.
import type { Probe } from '../../results/facts/platform-probe.js';

/** n/a: this platform has no such lock, or its addon is missing. unknown: nothing could be concluded. */
export type LockAnswer = 'yes' | 'no' | 'n/a' | 'unknown';

export interface ProbedLock {
  /** Whether it keeps another process out. */
  excludesProcesses: LockAnswer;
  /** Whether it keeps out another thread of the process that opens the file itself. */
  excludesThreads: LockAnswer;
  /** Whether it is freed when its holder is killed. */
  freedByKill: LockAnswer;
  /** Why it can't be had, with the remedy; empty: it could be tried. */
  reason: string;
}

export interface ProbedLocks {
  flock: ProbedLock;
  /** fcntl(2) F_SETLK. */
  posix: ProbedLock;
  /** fcntl(2) F_OFD_SETLK. */
  ofd: ProbedLock;
  /** Whether open with O_EXCL lets exactly one of two processes make a file. */
  exclusiveCreate: LockAnswer;
}

/**
 * `dir` is made when it is absent and left as it was. Takes a second or two. Rejects with PlatformError when
 * nothing can be written there.
 */
export async function probeLocks(dir: string): Promise<ProbedLocks> {
  const { probeLocksIn } = await import('../platform/examine-platform.js');
  const probes = await probeLocksIn(dir);
  const lock = (kind: string): ProbedLock => {
    const answer = (id: string): Probe | undefined => probes.find((probe) => probe.id === `${kind}-${id}`);
    const processes = answer('excludes-processes');
    return {
      excludesProcesses: processes?.outcome ?? 'unknown',
      excludesThreads: answer('excludes-threads')?.outcome ?? 'unknown',
      freedByKill: answer('freed-by-kill')?.outcome ?? 'unknown',
      reason: processes?.outcome === 'n/a' ? processes.detail : '',
    };
  };
  return {
    flock: lock('flock'),
    posix: lock('posix'),
    ofd: lock('ofd'),
    exclusiveCreate: probes.find(({ id }) => id === 'exclusive-create')?.outcome ?? 'unknown',
  };
}
