// Contention of eight forked processes on one document. Nothing is killed; scenarios about crashes do that. A
// race that needs a schedule which did not occur stays unseen.
import { contentionScenario } from './contention-scenario.js';

export default contentionScenario({
  id: 'concurrent-processes',
  title: 'Concurrent writers in processes',
  does: 'Eight forked processes read, modify and write one document as fast as they can.',
  scope: 'processes',
  writers: { processes: 8 },
  durationMs: { quick: 1300, standard: 2500, soak: 15_000 },
});
