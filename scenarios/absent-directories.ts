// Writers begin at the same instant where neither the document nor its directories exist. Each has to make
// the directories, and all but one find that somebody else was faster. It says nothing about a document that
// is there.
import type { Fact } from '../results/facts/facts.js';
import type { Scope } from '../results/vocabulary/verdict.js';
import { completes } from './checks/completes.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { noClientErrors } from './checks/no-client-errors.js';
import { oneWinner } from './checks/single-winner.js';
import { SMALL_DOCUMENT_BYTES } from './contention-scenario.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const WRITERS = 6;

const absentDirectories: Scenario = {
  id: 'absent-directories',
  title: 'Beginning where there is nothing yet',
  explanation:
    'Six writers start at the same instant and write the first document below three directories that do not exist. ' +
    'Exactly one is acknowledged, the others get LOCKED or CONFLICT, and nobody fails because another was faster in ' +
    'making a directory. Repeated over a few documents.',
  scopes: ['threads', 'processes'],
  lane: 'contention',
  durationMs: { quick: 400, standard: 700, soak: 3000 },
  needs: ['contend'],
  canaries: [{ strategy: 'mkdir-race', by: ['no-client-errors'] }],
  checks: [oneWinner, noClientErrors, leavesNothing, completes],
  run: (lab: Lab, scope: Scope): Promise<Fact[]> => {
    const actors = { writers: WRITERS, readers: 0 };
    const none = { writers: 0, readers: 0 };
    return lab.contend({
      threads: scope === 'threads' ? actors : none,
      processes: scope === 'processes' ? actors : none,
      cycle: { type: 'once', rounds: { quick: 8, standard: 20, soak: 100 }[lab.profile] },
      place: 'absent-directories',
      lockTimeoutMs: 0,
      retryMsMax: 0,
      triesMax: 1,
      documentBytes: SMALL_DOCUMENT_BYTES,
    });
  },
};
export default absentDirectories;
