// What contention costs, by the number of writers: throughput, latency, the longest wait and fairness, each writer as
// patient as an application lets it be. Run by `--only benchmark`: 32 processes take a while to start.
import { contendedSpeedScenario } from './contended-speed-scenario.js';

export default contendedSpeedScenario({
  id: 'many-writers',
  title: 'What contention costs: 1 to 32 writers',
  counts: [1, 2, 4, 8, 16, 32],
  benchmark: 'whole',
  windowMs: { quick: 400, standard: 1500, soak: 6000 },
  durationMs: { quick: 9000, standard: 18_000, soak: 50_000 },
});
