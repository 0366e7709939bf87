// Explorations by hand: what a search would return for the plans it was given, and with the race of the written
// capsule in it. Nothing was searched.
import type {
  InterleavingsFact,
  InterleavingVariantResult,
  Violation,
} from '../../../results/facts/interleavings-fact.js';
import { writtenInterleavingCapsule } from '../../../results/testing/interleaving-capsule-fixture.js';
import { resultOf } from '../../../results/testing/interleaving-search-fixture.js';
import type { ExploreRequest } from '../../run/run-contract.js';

/** What the written capsule shows. */
export function raceOf(changes: Partial<Violation> = {}): Violation {
  const { outcome, preemptions, sentence, lanes } = writtenInterleavingCapsule();
  const found = { class: outcome, preemptions, sentence, lanes };
  return { ...found, afterSchedules: 153, schedules: 3, capsule: 0, ...changes };
}

/** Everything that was asked for was done, and nothing was found. */
export function cleanFact({ plans, scope, seed }: ExploreRequest): InterleavingsFact {
  const variants = plans.map(({ variant, writers, writes, readers, search, preemptions, schedulesMax }) =>
    resultOf(variant, [], {
      writers,
      writes,
      readers,
      search,
      coverage:
        search === 'dfs'
          ? { completeTo: preemptions, sampled: 0 }
          : { completeTo: null, sampled: schedulesMax },
      schedules: 1234,
      cut: 300,
      steps: 45_678,
      durationMs: 3200,
    }),
  );
  return { kind: 'interleavings', seed, scope, unavailable: null, variants, capsules: [] };
}

/** The same with other results for the first variant. */
export function factWith(
  request: ExploreRequest,
  first: Partial<InterleavingVariantResult>,
  fields: Partial<InterleavingsFact> = {},
): InterleavingsFact {
  const fact = cleanFact(request);
  const variants = fact.variants.map((one, index) => (index === 0 ? { ...one, ...first } : one));
  return { ...fact, variants, ...fields };
}
