// What contention costs, in small: eight writers with the strategy's own patience, in every run. The scenario
// many-writers has the other numbers.
import { contendedSpeedScenario } from './contended-speed-scenario.js';

export default contendedSpeedScenario({
  id: 'contended-speed',
  title: 'What contention costs: eight writers with the strategy’s own patience',
  counts: [8],
  benchmark: 'small',
  windowMs: { quick: 250, standard: 1000, soak: 6000 },
  durationMs: { quick: 900, standard: 1800, soak: 7000 },
});
