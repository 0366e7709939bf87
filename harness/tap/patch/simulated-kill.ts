// The in-process fence: a stand-in for SIGKILL. Once a run is dead, every tapped call made in its asynchronous
// context throws (synchronous), or never settles (callbacks, promises, streams), so nothing of it reaches the
// disk any more. Other code of the same process goes on, because a life is bound to its async context; a
// native addon that calls back outside of that context escapes it, which is why a sample is run with SIGKILL.
import type { AsyncLocalStorage } from 'node:async_hooks';
import { originalFs } from './original-fs.js';

export interface KillableRun {
  killed: boolean;
  /** Descriptors that this run opened → what takes the number away from the FileHandle around it, if there is one. */
  readonly descriptors: Map<number, (() => void) | null>;
}

/** What the kernel does for a dead process: closes its descriptors, and with them drops its locks. */
export function closeDescriptors(life: KillableRun): void {
  for (const [fd, release] of life.descriptors) {
    release?.();
    try {
      originalFs.closeSync(fd);
    } catch {
      // Native code of the run may have closed it.
    }
  }
  life.descriptors.clear();
}

export type KillableRuns = AsyncLocalStorage<KillableRun>;

export class RunKilledError extends Error {
  override readonly name = 'RunKilledError';
  readonly code = 'HOLDFAST_RUN_KILLED';

  /** Without a stack, which takes long to write down: a dead run ends where it stood, and nobody reads it. */
  constructor() {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super('This run counts as dead since its fence was reached; nothing of it may touch the file system.');
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** By code, because a preload and a test may each have a copy of this module. */
export function isRunKilledError(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === 'HOLDFAST_RUN_KILLED';
}
