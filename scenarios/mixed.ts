// Contention of four worker threads and four processes on one document: a lock that excludes only one of the
// two kinds fails here. A race that needs a schedule which did not occur stays unseen.
import { contentionScenario } from './contention-scenario.js';

export default contentionScenario({
  id: 'mixed',
  title: 'Threads and processes at once',
  does: 'Four worker threads and four processes read, modify and write one document at once.',
  scope: 'threads',
  writers: { threads: 4, processes: 4 },
  durationMs: { quick: 1200, standard: 2300, soak: 14_000 },
});
