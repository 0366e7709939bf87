// Eight forked processes on one document. Nobody is killed; crashes are the kill scenario's business. A race
// that needs a rarer schedule than the ones met stays unseen.
import { contentionScenario } from './contention-scenario.js';

export default contentionScenario({
  id: 'concurrent-processes',
  title: 'Concurrent writers in processes',
  does: 'Eight forked processes read, modify and write one document as fast as they can.',
  scope: 'processes',
  writers: { processes: 8 },
  durationMs: { quick: 1300, standard: 2500, soak: 15_000 },
});
