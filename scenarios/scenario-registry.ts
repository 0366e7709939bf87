// The scenarios, one line each. The order is the order in which they run and are reported.
import type { Scenario } from './scenario.js';

const modules: readonly { default: Scenario }[] = await Promise.all([
  import('./round-trip.js'),
  import('./documents.js'),
  import('./after-trouble.js'),
  import('./private-document.js'),
  import('./conflict.js'),
  import('./one-store.js'),
  import('./one-winner.js'),
  import('./absent-directories.js'),
  import('./concurrent-threads.js'),
  import('./concurrent-processes.js'),
  import('./concurrent-hosts.js'),
  import('./mixed.js'),
  import('./many-names.js'),
  import('./readers.js'),
  import('./fair-waiting.js'),
  import('./interleavings.js'),
  import('./stress-100.js'),
  import('./held-lock.js'),
  import('./kill-mid-write.js'),
  import('./killed-hosts.js'),
  import('./power-loss.js'),
  import('./io-faults.js'),
  import('./nemesis.js'),
  import('./latency.js'),
  import('./contended-speed.js'),
  import('./many-writers.js'),
  import('./document-sizes.js'),
]);

export const scenarios: readonly Scenario[] = modules.map((module) => module.default);
