// Contention of eight worker threads of one process on one document. POSIX locks belong to the process and
// don't exclude threads, which shows here. A race that needs a schedule which did not occur stays unseen.
import { contentionScenario } from './contention-scenario.js';

export default contentionScenario({
  id: 'concurrent-threads',
  title: 'Concurrent writers in worker threads',
  does: 'Eight Piscina worker threads of one process read, modify and write one document as fast as they can.',
  scope: 'threads',
  writers: { threads: 8 },
  durationMs: { quick: 1000, standard: 2000, soak: 12_000 },
});
