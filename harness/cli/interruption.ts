// Ctrl-C, SIGTERM and a closed terminal (SIGHUP): the first asks the run to stop and keep what is finished,
// the second ends the program at once (what is registered with the process for synchronous cleanup still
// runs).
import { exitCode } from './exit-code.js';
import type { Io } from './io.js';

/** Runs `work` with a signal that the first interruption aborts. */
export async function interruptible<T>(io: Io, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const release = io.onSignal((name) => {
    if (controller.signal.aborted) {
      io.exitNow(exitCode.interrupted);
      return;
    }
    io.stderr.write(`\n${name}: saving what is finished; once more to stop at once\n`);
    controller.abort(new Error(name));
  });
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}

/**
 * The same for work of which nothing is kept: the first interruption ends the program, after the cleanup that is
 * registered with the process.
 */
export async function endedByInterruption<T>(io: Io, work: () => Promise<T>): Promise<T> {
  const release = io.onSignal(() => io.exitNow(exitCode.interrupted));
  try {
    return await work();
  } finally {
    release();
  }
}
