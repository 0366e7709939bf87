// M0.3's own concurrency test, many times over: ten writers write once each against the same rev, all at the
// same instant, with a single try for the lock. Exactly one may be acknowledged. It can't see races that need
// more than one write of a client; M0.3 had only this test and said GO.
import type { Fact } from '../results/facts/facts.js';
import type { Scope } from '../results/vocabulary/verdict.js';
import { completes } from './checks/completes.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { oneWinner } from './checks/single-winner.js';
import { SMALL_DOCUMENT_BYTES } from './contention-scenario.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const WRITERS = 10;

const oneWinnerScenario: Scenario = {
  id: 'one-winner',
  title: 'One winner: ten writers, one write each',
  explanation:
    'Ten writers start at the same instant and compare-and-swap against the same rev with a single try. Exactly ' +
    'one is acknowledged, the others get LOCKED or CONFLICT. M0.3 "Concurrent Writes with Advisory Locks": ' +
    "1 of 10 succeeded. Repeated over many documents; it can't see races that need two writes a client.",
  scopes: ['threads', 'processes'],
  lane: 'contention',
  durationMs: { quick: 900, standard: 1500, soak: 7000 },
  needs: ['contend'],
  canaries: [{ strategy: 'accept-stale', by: ['one-winner'] }],
  checks: [oneWinner, leavesNothing, completes],
  run: (lab: Lab, scope: Scope): Promise<Fact[]> => {
    const actors = { writers: WRITERS, readers: 0 };
    const none = { writers: 0, readers: 0 };
    return lab.contend({
      threads: scope === 'threads' ? actors : none,
      processes: scope === 'processes' ? actors : none,
      cycle: { type: 'once', rounds: { quick: 24, standard: 30, soak: 200 }[lab.profile] },
      lockTimeoutMs: 0,
      retryMsMax: 0,
      triesMax: 1,
      documentBytes: SMALL_DOCUMENT_BYTES,
    });
  },
};
export default oneWinnerScenario;
