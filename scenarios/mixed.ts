// Four worker threads and four processes read, modify and write one document at once.
// Every operation is in the history, and the history is checked. Locks that know only one of the two kinds of neighbour fail here.
// A race that needs a rarer schedule than the ones met here stays unseen.
import type { Fact } from '../results/facts.js';
import { historyChecks, raceProne, writesEach } from './contention.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const mixed: Scenario = {
  id: 'mixed',
  title: 'Threads and processes at once',
  explanation:
    'Four worker threads and four processes read, modify and write one document at once. ' +
    'The complete history must be that of a compare-and-swap register: no acknowledged write lost, no rev given ' +
    'twice, no torn or stale read. Stores give up at once and actors retry after 0 to 2 ms, so that races are ' +
    'exposed and not avoided. Passing means no violation in the schedules that were met, with the bound stated.',
  scopes: ['threads'],
  needs: ['contend'],
  canaries: [
    { strategy: 'no-lock', by: ['no-lost-update', 'no-corruption'] },
    { strategy: 'm03', by: ['no-lost-update', 'no-corruption'] },
  ],
  checks: historyChecks,
  run: (lab: Lab): Promise<Fact[]> =>
    lab.contend(
      raceProne(
        { threads: { writers: 4, readers: 0 }, processes: { writers: 4, readers: 0 } },
        writesEach(lab.profile),
      ),
    ),
};
export default mixed;
