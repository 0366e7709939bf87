// A simulated SIGKILL that doesn't end the process. Once a run is killed, every tapped call in its
// asynchronous context throws (synchronous calls) or never settles (callbacks, promises, streams), so nothing
// of it reaches the disk any more. Other code in the process goes on, because a run is bound to its
// asynchronous context. A native addon that calls back outside that context escapes; that is why a sample of
// kill points is run with real SIGKILLs.
import type { AsyncLocalStorage } from 'node:async_hooks';
import { originalFs } from './original-fs.js';

export interface KillableRun {
  killed: boolean;
  /** Descriptor opened by this run → detaches it from the FileHandle around it, if there is one. */
  readonly descriptors: Map<number, (() => void) | null>;
  /** Operations that are not synchronous are done when this resolves. Absent: at once. */
  hold?(): Promise<void>;
}

/** Closes the run's descriptors and so drops its locks, as the kernel does when a process ends. */
export function closeDescriptors(run: KillableRun): void {
  for (const [fd, release] of run.descriptors) {
    release?.();
    try {
      originalFs.closeSync(fd);
    } catch {
      // EBADF: native code of the run may have closed it.
    }
  }
  run.descriptors.clear();
}

export type KillableRuns = AsyncLocalStorage<KillableRun>;

export class RunKilledError extends Error {
  override readonly name = 'RunKilledError';
  readonly code = 'HOLDFAST_RUN_KILLED';

  /** Without a stack trace, which is slow to capture and would not be read. */
  constructor() {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super('This run was killed at its stop point; its calls no longer reach the file system.');
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** By code: a preload and a test may each load their own copy of this module. */
export function isRunKilledError(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === 'HOLDFAST_RUN_KILLED';
}
