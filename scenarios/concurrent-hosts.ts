// Contention of eight processes on one document, half of which reach it through the first directory of the run
// and half through the second, as clients on two hosts reach one share. Locks that a mount keeps to itself
// exclude nobody on the other. Both mounts belong to one kernel here: what two kernels do is not shown.
import { seenThroughBoth } from './checks/seen-through-both.js';
import { contentionScenario } from './contention-scenario.js';

export default contentionScenario({
  id: 'concurrent-hosts',
  title: 'Concurrent writers on two mounts',
  does:
    'Eight processes read, modify and write one document as fast as they can, every other one through the second ' +
    'directory of the run (--dir A --dir B), which shows the same storage by another mount. To each other the two ' +
    'halves are another host: by its name, its boot id, and by pids that are not alive.',
  scope: 'hosts',
  writers: { processes: 8 },
  place: 'two-mounts',
  canaries: [
    { strategy: 'lock-by-mount', by: ['no-lost-update', 'no-corruption'] },
    // Takes the lock of whoever is not alive here.
    { strategy: 'pid-file', by: ['no-lost-update', 'no-corruption'] },
  ],
  checks: [seenThroughBoth],
  durationMs: { quick: 2000, standard: 4000, soak: 30_000 },
});
