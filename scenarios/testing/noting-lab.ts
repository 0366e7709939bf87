// A lab for tests that runs nothing: it notes which searches a scenario asks for and answers that all of them
// ended without a violation.
import type { InterleavingVariantResult } from '../../results/facts/interleavings-fact.js';
import { interleavingsFact } from '../../results/testing/interleaving-search-fixture.js';
import interleavings from '../interleavings.js';
import type { InterleavingPlan, Lab } from '../lab.js';

const refused = () => Promise.reject(new Error('not asked for'));

/** Notes the searches that it is asked for in `asked`, and refuses everything else. */
export function notingLab(profile: Lab['profile'], asked: [readonly InterleavingPlan[], string][]): Lab {
  return {
    profile,
    claimsThreads: true,
    session: refused,
    contend: refused,
    killDuringContention: refused,
    killPoints: refused,
    crashStates: refused,
    ioFaults: refused,
    nemesis: refused,
    heldLock: refused,
    watchedWrite: refused,
    latency: refused,
    breakdown: refused,
    interleavings: (plans, scope) => {
      asked.push([plans, scope]);
      return Promise.resolve(interleavingsFact([], { scope, variants: plans.map(doneSearch) }));
    },
  };
}

/** The result of a search that ran to its end and found nothing. */
export function doneSearch(plan: InterleavingPlan): InterleavingVariantResult {
  const { variant, writers, writes, readers, search, preemptions, schedulesMax } = plan;
  const completeTo = search === 'dfs' ? preemptions : null;
  const sampled = search === 'dfs' ? 0 : schedulesMax;
  return {
    ...{ variant, writers, writes, readers, search },
    coverage: { completeTo, sampled },
    distrust: null,
    schedules: schedulesMax,
    cut: 0,
    steps: schedulesMax,
    durationMs: 1,
    violations: [],
  };
}

/** All searches of the scenario `interleavings` in a profile, in order. */
export async function searchesAsked(profile: Lab['profile']): Promise<InterleavingPlan[]> {
  const asked: [readonly InterleavingPlan[], string][] = [];
  await interleavings.run(notingLab(profile, asked), 'threads');
  return asked.flatMap(([plans]) => plans);
}
