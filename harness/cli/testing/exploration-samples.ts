// Explorations written by hand: what a search would return for the plans it was given. Nothing was searched, and
// their schedules lead nowhere.
import type { InterleavingCapsule } from '../../../results/interleaving-capsule.js';
import type {
  InterleavingsFact,
  InterleavingVariantResult,
  Violation,
} from '../../../results/interleavings.js';
import type { ExploreRequest } from '../../explore-contract.js';

export function violationOf(fields: Partial<Violation> = {}): Violation {
  return {
    class: 'lost-update',
    preemptions: 2,
    afterSchedules: 153,
    schedules: 3,
    sentence: 'rev 3 of client 0 was acknowledged and is nowhere',
    lanes: [
      { client: 0, text: 'unlink tasks.yaml.lock (A)', preempted: null },
      { client: 1, text: 'open tasks.yaml.lock (B)', preempted: 0 },
    ],
    capsule: 0,
    ...fields,
  };
}

export function capsuleOf(fields: Partial<InterleavingCapsule> = {}): InterleavingCapsule {
  const { class: outcome, preemptions, sentence, lanes } = violationOf();
  return {
    schemaVersion: 1,
    kind: 'interleaving',
    strategy: { id: 'm03', reference: 'm03' },
    scope: 'processes',
    variant: 'plain',
    writers: 2,
    writes: 2,
    readers: 0,
    documentBytes: 300,
    seed: 1,
    leftovers: null,
    contended: 'all',
    choices: [{ do: 'run', client: 0 }],
    outcome,
    preemptions,
    sentence,
    lanes,
    environment: { platform: 'linux-x64', node: '20', holdfast: '0.1.0', fileSystem: 'ext4' },
    ...fields,
  };
}

/** Everything that was asked for was done, and nothing was found. */
export function cleanFact({ plans, scope, seed }: ExploreRequest): InterleavingsFact {
  const variants = plans.map(
    ({
      variant,
      writers,
      writes,
      readers,
      search,
      preemptions,
      schedulesMax,
    }): InterleavingVariantResult => ({
      variant,
      writers,
      writes,
      readers,
      search,
      coverage:
        search === 'dfs'
          ? { completeTo: preemptions, sampled: 0 }
          : { completeTo: null, sampled: schedulesMax },
      distrust: null,
      schedules: 1234,
      cut: 300,
      steps: 45_678,
      durationMs: 3200,
      violations: [],
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
