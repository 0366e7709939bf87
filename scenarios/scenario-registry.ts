// The scenarios by their id, one line each. The order is the order in which they run and are reported. Each
// module is imported when it is first needed: a host runs a few of them, and loading all takes longer than most
// cases.
import type { Scenario } from './scenario.js';

export const scenarioModules = {
  'round-trip': () => import('./round-trip.js'),
  documents: () => import('./documents.js'),
  'after-trouble': () => import('./after-trouble.js'),
  'private-document': () => import('./private-document.js'),
  conflict: () => import('./conflict.js'),
  'one-store': () => import('./one-store.js'),
  'one-winner': () => import('./one-winner.js'),
  'absent-directories': () => import('./absent-directories.js'),
  'concurrent-threads': () => import('./concurrent-threads.js'),
  'concurrent-processes': () => import('./concurrent-processes.js'),
  'concurrent-hosts': () => import('./concurrent-hosts.js'),
  mixed: () => import('./mixed.js'),
  'many-names': () => import('./many-names.js'),
  readers: () => import('./readers.js'),
  'fair-waiting': () => import('./fair-waiting.js'),
  interleavings: () => import('./interleavings.js'),
  'stress-100': () => import('./stress-100.js'),
  'held-lock': () => import('./held-lock.js'),
  'kill-mid-write': () => import('./kill-mid-write.js'),
  'killed-hosts': () => import('./killed-hosts.js'),
  'power-loss': () => import('./power-loss.js'),
  'io-faults': () => import('./io-faults.js'),
  nemesis: () => import('./nemesis.js'),
  latency: () => import('./latency.js'),
  'contended-speed': () => import('./contended-speed.js'),
  'many-writers': () => import('./many-writers.js'),
  'document-sizes': () => import('./document-sizes.js'),
} satisfies Record<string, () => Promise<{ default: Scenario }>>;

/** null: there is no such scenario. */
export async function loadScenario(id: string): Promise<Scenario | null> {
  if (!isScenarioId(id)) return null;
  return (await scenarioModules[id]()).default;
}

function isScenarioId(id: string): id is keyof typeof scenarioModules {
  return Object.hasOwn(scenarioModules, id);
}
