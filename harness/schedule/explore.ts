// Searches through the interleavings of a strategy's real clients, one plan after another, and tells what was
// covered and the smallest schedule of each class of violation.
import type { InterleavingsFact } from '../../results/interleavings.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import type { Bench } from '../bench.js';

/** What exploring needs of a bench. */
export type ExploreBench = Pick<Bench, 'reference' | 'freshDirectory' | 'registerProcess'>;

export interface ExploreOptions {
  scope: 'threads' | 'processes';
  seed: number;
  /** Ends the search as incomplete. */
  signal?: AbortSignal;
  /** Called now and then: schedules so far, of which plan. */
  progress?: (plan: number, schedules: number, bound: number) => void;
}

export function explore(
  bench: ExploreBench,
  plans: readonly InterleavingPlan[],
  options: ExploreOptions,
): Promise<InterleavingsFact> {
  throw new Error(`not built yet: ${bench.reference} ${plans.length} ${options.scope}`);
}
