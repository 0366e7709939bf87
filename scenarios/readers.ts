// Readers during writes: one writer, or two in threads, processes or on two mounts, change a document of 32 KiB while four
// readers read it as fast as they can. No reader may see a torn, missing or foreign document, or an older one
// than before. Readers take no lock, so this tests the commit and not the lock.
import type { Fact } from '../results/facts/facts.js';
import type { Scope } from '../results/vocabulary/verdict.js';
import { completes } from './checks/completes.js';
import { contentionMeasures } from './checks/contention-measures.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { linearizable } from './checks/linearizable.js';
import { noClientErrors } from './checks/no-client-errors.js';
import { noCorruption } from './checks/no-corruption.js';
import { raceProne } from './contention-scenario.js';
import type { ContentionWorkload, Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const DOCUMENT_BYTES = 32 * 1024;

const NOBODY = { writers: 0, readers: 0 };

/** One writer has readers in its own process and in others: what a process caches may differ. */
const placements = {
  single: { threads: { writers: 1, readers: 2 }, processes: { writers: 0, readers: 2 } },
  threads: { threads: { writers: 2, readers: 4 }, processes: NOBODY },
  processes: { threads: NOBODY, processes: { writers: 2, readers: 4 } },
  // One writer and two readers on each mount.
  hosts: { threads: NOBODY, processes: { writers: 2, readers: 4 } },
} as const satisfies Record<Scope, Pick<ContentionWorkload, 'threads' | 'processes'>>;

/** Of a strategy that claims no threads: an addon, say, that several threads of a process must not load. */
const inProcesses = { threads: NOBODY, processes: { writers: 1, readers: 4 } };

const readers: Scenario = {
  id: 'readers',
  title: 'Readers never see a torn document',
  explanation:
    'Readers read as fast as they can while one writer, or two, replace a 32 KiB document. Every read must be, digest ' +
    'included, the document of one acknowledged write, never torn, empty or missing, and never older than what ' +
    'was acknowledged before the read began, through whichever mount. Readers take no lock.',
  scopes: ['single', 'threads', 'processes', 'hosts'],
  lane: 'contention',
  durationMs: { quick: 900, standard: 1600, soak: 10_000 },
  needs: ['contend'],
  canaries: [{ strategy: 'half-written', by: ['no-corruption'] }],
  checks: [noCorruption, linearizable, noClientErrors, contentionMeasures, leavesNothing, completes],
  run: (lab: Lab, scope: Scope): Promise<Fact[]> => {
    const writes = { quick: 16, standard: 80, soak: 2000 }[lab.profile];
    const placement = scope === 'single' && !lab.claimsThreads ? inProcesses : placements[scope];
    return lab.contend({
      ...raceProne(placement, writes),
      documentBytes: DOCUMENT_BYTES,
      ...(scope === 'hosts' ? { place: 'two-mounts' } : {}),
    });
  },
};
export default readers;
