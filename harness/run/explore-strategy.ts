// Searches through one strategy's interleavings for the command line, without the canaries that a run would
// add. The scheduler blocks while it waits for a client, so it runs in a host and the command line still
// reacts to Ctrl-C. The result is as good as that search; whether the engine would find a fault is shown by a
// run only.
import { factsOf } from '../../results/facts/facts-of.js';
import { describeEnding } from '../processes/fork.js';
import { tellingLine } from '../processes/stderr-tail.js';
import { type WorkDirectory, withWorkDirectory } from '../processes/work-directory.js';
import { requireAvailable } from './describe.js';
import { requireSpace } from './environment.js';
import { Host, type HostEnding, readFacts } from './host.js';
import type { ExploreTask } from './host-orders.js';
import { gibibytes, memoryBytesMax } from './memory-limit.js';
import {
  EnvironmentError,
  type Exploration,
  type ExploreObserver,
  type ExploreRequest,
} from './run-contract.js';

const LIMITS = {
  memoryBytesMax: memoryBytesMax(),
  /** A scheduler waits up to ten seconds for one client, and for a fresh one after that. */
  silentMsMax: 60_000,
  /** Each plan has its own. */
  taskMsMax: Number.POSITIVE_INFINITY,
  /** For an interrupted search to report what it covered. */
  stopMsMax: 20_000,
};

/**
 * Rejects with EnvironmentError or PlatformError when nothing can be explored here, or when the harness
 * itself fails.
 */
export async function exploreStrategy(
  { reference, plans, scope, seed, dir }: ExploreRequest,
  observe: ExploreObserver,
  signal: AbortSignal,
): Promise<Exploration> {
  await requireAvailable(reference);
  return await withWorkDirectory(dir, async (work) => {
    await requireSpace(dir);
    const directory = work.caseDirectory('explore');
    const task = { do: 'explore', strategy: reference, plans, scope, seed, directory } as const;
    return await explored(task, work, observe, signal);
  });
}

async function explored(
  task: ExploreTask,
  work: WorkDirectory,
  observe: ExploreObserver,
  signal: AbortSignal,
): Promise<Exploration> {
  const host = new Host(work);
  try {
    const ending = await host.perform(task, LIMITS, signal, observe);
    if (ending.type === 'aborted') return { fact: null };
    if (ending.type !== 'done') throw failure(ending);
    const fact = factsOf(readFacts(task.directory), 'interleavings')[0];
    if (fact === undefined) throw failure({ type: 'faulted', reason: 'it left no result', code: null });
    return { fact };
  } finally {
    host.end();
  }
}

function failure(ending: Exclude<HostEnding, { type: 'done' | 'aborted' }>): EnvironmentError {
  switch (ending.type) {
    case 'silent':
    case 'overdue':
      return new EnvironmentError(
        'scheduler-silent',
        `The scheduler has not answered for ${ending.afterMs / 1000} s.`,
      );
    case 'memory':
      return new EnvironmentError(
        'memory-exhausted',
        `The clients and the scheduler used ${gibibytes(ending.bytes)} of memory, more than ${gibibytes(ending.bytesMax)}.`,
      );
    case 'faulted':
      return new EnvironmentError('scheduler-fault', `The scheduler failed: ${ending.reason}.`);
    case 'ended': {
      const { how } = ending;
      if (how.type === 'failed') {
        return new EnvironmentError('scheduler-fault', `The scheduler can't be started: ${how.message}.`);
      }
      const named = describeEnding({ ...how, stderr: '' });
      const line = tellingLine(how.stderr);
      return new EnvironmentError(
        'scheduler-ended',
        `The scheduler ended by itself (${named}). ${line}`.trim(),
      );
    }
    default:
      return ending satisfies never;
  }
}
