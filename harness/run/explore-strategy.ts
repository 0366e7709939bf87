// Searches through one strategy's interleavings for the command line, without the canaries that a run would add.
// What it returns is as good as that search; it proves nothing about the engine itself.
import { describeStrategies } from './describe-strategies.js';
import type { Exploration, ExploreObserver, ExploreRequest } from './explore-contract.js';
import { exploreInHost } from './explore-host.js';
import { EnvironmentError } from './run-contract.js';

/** Rejects with EnvironmentError when nothing can be explored here, or when the harness itself fails. */
export async function exploreStrategy(
  { reference, plans, scope, seed, dir }: ExploreRequest,
  observe: ExploreObserver,
  signal: AbortSignal,
): Promise<Exploration> {
  const info = (await describeStrategies([reference])).get(reference);
  if (info?.availability.available === false) {
    const { reason, remedy } = info.availability;
    throw new EnvironmentError('strategy-unavailable', `${info.id} can't be run here: ${reason}. ${remedy}`);
  }
  const task = { do: 'explore', strategy: reference, plans, scope, seed } as const;
  return exploreInHost(task, dir, observe, signal);
}
