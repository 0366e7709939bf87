// One document under several names: an absolute and a relative path, a link to it, and a linked directory with
// blanks and letters beyond ASCII in its real name. Whoever locks, caches or queues by the name instead of the
// file takes one document for several. Locks and races are those of the other contention scenarios.
import type { Fact } from '../results/facts/facts.js';
import type { Scope } from '../results/vocabulary/verdict.js';
import { completes } from './checks/completes.js';
import { exactConflicts } from './checks/exact-conflicts.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { linearizable } from './checks/linearizable.js';
import { noClientErrors } from './checks/no-client-errors.js';
import { noCorruption } from './checks/no-corruption.js';
import { noLostUpdate } from './checks/no-lost-update.js';
import { raceProne } from './contention-scenario.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const manyNames: Scenario = {
  id: 'many-names',
  title: 'One document under several names',
  explanation:
    'Four writers read, modify and write one document at once, each by another name: its absolute path, a relative ' +
    'one, a symbolic link to it, and a path through a linked directory, whose real name has blanks and letters beyond ASCII. The ' +
    'complete history must be that of one compare-and-swap register. Without links on Windows, where they need a privilege.',
  scopes: ['threads', 'processes'],
  lane: 'contention',
  durationMs: { quick: 500, standard: 900, soak: 4000 },
  needs: ['contend'],
  canaries: [{ strategy: 'lock-by-name', by: ['no-lost-update', 'no-corruption'] }],
  checks: [
    noLostUpdate,
    noCorruption,
    linearizable,
    exactConflicts,
    noClientErrors,
    leavesNothing,
    completes,
  ],
  run: (lab: Lab, scope: Scope): Promise<Fact[]> => {
    const actors = { writers: 4, readers: 0 };
    const none = { writers: 0, readers: 0 };
    const placement = {
      threads: scope === 'threads' ? actors : none,
      processes: scope === 'processes' ? actors : none,
    };
    const writes = { quick: 10, standard: 25, soak: 200 }[lab.profile];
    return lab.contend({ ...raceProne(placement, writes), place: 'many-names' });
  },
};
export default manyNames;
