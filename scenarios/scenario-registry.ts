// The scenarios, one line each. The order is the order of the reports.
import concurrentProcesses from './concurrent-processes.js';
import concurrentThreads from './concurrent-threads.js';
import conflict from './conflict.js';
import interleavings from './interleavings.js';
import killMidWrite from './kill-mid-write.js';
import latency from './latency.js';
import mixed from './mixed.js';
import oneWinner from './one-winner.js';
import powerLoss from './power-loss.js';
import readers from './readers.js';
import roundTrip from './round-trip.js';
import type { Scenario } from './scenario.js';
import stress100 from './stress-100.js';

export const scenarios: readonly Scenario[] = [
  roundTrip,
  conflict,
  oneWinner,
  concurrentThreads,
  concurrentProcesses,
  mixed,
  readers,
  interleavings,
  stress100,
  killMidWrite,
  powerLoss,
  latency,
];
