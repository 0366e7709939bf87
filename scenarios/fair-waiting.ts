// Two writers that write without a pause, each as patient as an application would let it be. What decides who
// writes next is the strategy's own waiting, which the other contention scenarios switch off. Shares of what
// was acknowledged are compared, so a slow machine slows both; what is explained by time in which a writer had
// no processor (known on Linux) is not judged.
import type { Fact } from '../results/facts/facts.js';
import type { Profile } from '../results/facts/run-record.js';
import type { Scope } from '../results/vocabulary/verdict.js';
import { completes } from './checks/completes.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { nobodyStarves } from './checks/nobody-starves.js';
import { SMALL_DOCUMENT_BYTES } from './contention-scenario.js';
import type { ContentionWorkload } from './lab.js';
import type { Scenario } from './scenario.js';

/** Of one that starves the other has at most one of these. */
const WRITES_MIN = 24;
/** A busy machine may tell nothing at first. */
const ROUNDS_MAX = 3;

const fairWaiting: Scenario = {
  id: 'fair-waiting',
  title: 'Two writers without a pause, with the strategy’s own patience',
  explanation:
    'Two threads or processes write one document unconditionally and without a pause, for a fixed time, and may wait for ten ' +
    'seconds each time. Both should get about equal shares. A strategy that sleeps between its tries lets whoever has just ' +
    'written write again, while the other sleeps: on a quiet machine it can wait for as long as the first one writes.',
  scopes: ['threads', 'processes'],
  lane: 'contention',
  durationMs: { quick: 600, standard: 1700, soak: 10_500 },
  needs: ['contend'],
  canaries: [{ strategy: 'yields-to-last', by: ['nobody-starves'] }],
  checks: [nobodyStarves, leavesNothing, completes],
  run: async (lab, scope) => {
    const facts: Fact[] = [];
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      facts.push(...(await lab.contend(workload(scope, lab.profile))));
      if (nobodyStarves.judge(facts).verdict !== 'unknown') break;
    }
    return facts;
  },
};
export default fairWaiting;

function workload(scope: Scope, profile: Profile): ContentionWorkload {
  const writers = (where: Scope) => ({ writers: scope === where ? 2 : 0, readers: 0 });
  return {
    threads: writers('threads'),
    processes: writers('processes'),
    cycle: {
      type: 'back-to-back',
      durationMs: { quick: 400, standard: 1500, soak: 10_000 }[profile],
      writesMin: WRITES_MIN,
    },
    lockTimeoutMs: 10_000,
    retryMsMax: 0,
    triesMax: 1,
    documentBytes: SMALL_DOCUMENT_BYTES,
  };
}
