// Four worker threads and four processes on one document: locks that know only one of the two kinds of
// neighbour fail here. A race that needs a rarer schedule than the ones met stays unseen.
import { contentionScenario } from './contention-scenario.js';

export default contentionScenario({
  id: 'mixed',
  title: 'Threads and processes at once',
  does: 'Four worker threads and four processes read, modify and write one document at once.',
  scope: 'threads',
  writers: { threads: 4, processes: 4 },
  durationMs: { quick: 1200, standard: 2300, soak: 14_000 },
});
