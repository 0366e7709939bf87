// The order in which `holdfast try` looks: what finds most for its time comes first. Two queues, because
// schedules are searched by one processor; who is done with one helps with the other. Pure.
import type { Scope } from '../../results/vocabulary/verdict.js';
import type { Scenario } from '../../scenarios/scenario.js';

export interface TryStep {
  scenario: string;
  scope: Scope;
  /** The only parts to run; null: the whole. */
  parts: readonly string[] | null;
}

/** Schedules without disturbance show most races, in a second; the others take the rest of a search. */
const firstPart = 'plain';
const otherParts = ['stale-lock', 'crash', 'reader', 'stall'];

/**
 * What finds most for its time in stores with defects that people have reported: documents come back wrong, a
 * directory is not synced, a fault of the file system is acknowledged.
 */
const productive = [
  'after-trouble',
  'private-document',
  'round-trip',
  'documents',
  'power-loss',
  'one-store',
  'conflict',
  'io-faults',
];

/**
 * `search`: schedules, undisturbed ones of every scope first. `others`: what is most productive, then by how long they
 * take; contending writers, who meet by chance what the search finds for certain, count twice, and measurements, which
 * show little besides, come last.
 */
export function tryOrder(
  scenarios: readonly Scenario[],
  scopes: readonly Scope[],
): { search: TryStep[]; others: TryStep[] } {
  const cases = scenarios.filter(showsFailures).flatMap((scenario) =>
    scenario.scopes
      .filter((scope) => scopes.includes(scope))
      .map((scope) => ({
        scenario: scenario.id,
        scope,
        lane: scenario.lane,
        isSearch: scenario.needs.includes('interleavings'),
        ms: scenario.durationMs.quick,
      })),
  );
  const searched = cases.filter(({ isSearch }) => isSearch);
  const parts = [[firstPart], otherParts];
  const search = parts.flatMap((only) =>
    searched.map(({ scenario, scope }): TryStep => ({ scenario, scope, parts: only })),
  );
  const others = cases
    .filter(({ isSearch }) => !isSearch)
    .sort((a, b) => rankOf(a.scenario) - rankOf(b.scenario) || priceOf(a) - priceOf(b))
    .map(({ scenario, scope }): TryStep => ({ scenario, scope, parts: null }));
  return { search, others };
}

/** Measurements of contention and of sizes find nothing that others don't find sooner. */
function showsFailures({ benchmark, needs }: Scenario): boolean {
  return benchmark === undefined || (benchmark === 'small' && needs.includes('latency'));
}

function rankOf(scenario: string): number {
  const rank = productive.indexOf(scenario);
  return rank === -1 ? productive.length : rank;
}

function priceOf({ lane, scope, ms }: { lane: Scenario['lane']; scope: Scope; ms: number }): number {
  if (lane === 'measured') return Number.POSITIVE_INFINITY;
  return lane === 'contention' && scope !== 'single' ? 2 * ms : ms;
}
