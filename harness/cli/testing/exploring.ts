// Drives `holdfast explore` over a search that finds what it is told to find.
import type { InterleavingsFact } from '../../../results/facts/interleavings-fact.js';
import type { ExploreRequest } from '../../run/run-contract.js';
import { CliBench, type MainResult, type ScriptedAnswers } from './cli-bench.js';
import { cleanFact } from './exploration-fixture.js';

export interface ExploreResult extends MainResult {
  bench: CliBench;
  asked: ExploreRequest[];
}

interface Circumstances extends ScriptedAnswers {
  /** Ctrl-C while it searches. */
  interrupted?: boolean;
}

/** The caller removes the bench. `find` null: the search does not answer. */
export async function explore(
  argv: readonly string[],
  find: (request: ExploreRequest) => InterleavingsFact | null = cleanFact,
  { interrupted = false, ...script }: Circumstances = {},
): Promise<ExploreResult> {
  const asked: ExploreRequest[] = [];
  const bench = new CliBench({
    exploreStrategy: (request, observe, signal) => {
      asked.push(request);
      observe({ plan: 0, schedules: 0, bound: 0 });
      bench.pass(2000);
      observe({ plan: 0, schedules: 800, bound: 1 });
      if (interrupted) bench.signal();
      if (signal.aborted !== interrupted) throw new Error('an interruption has to abort the search');
      return Promise.resolve({ fact: find(request) });
    },
    ...script,
  });
  return { bench, asked, ...(await bench.run('explore', ...argv)) };
}
