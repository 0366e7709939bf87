// The cases of a run, in the order in which they run. Pure. Selected strategies run every selected scenario;
// the canaries that those scenarios need always run, and run only the scenarios that name them.
import type { Profile } from '../../results/facts/run-record.js';
import type { Scope } from '../../results/vocabulary/verdict.js';
import type { Scenario, Lane as ScenarioLane } from '../../scenarios/scenario.js';
import type { PlannedCase, StrategyReference } from './run-contract.js';

export interface PlannedStrategy {
  reference: StrategyReference;
  id: string;
  selected: boolean;
  available: boolean;
}

export interface CaseToRun extends PlannedCase {
  reference: StrategyReference;
  lane: RunLane;
}

/**
 * Those of the scenarios, and three more. patience: mostly waits for a lock to become stale, so it is in nobody's way.
 * patience-in-vain: the same for the canary whose lock nothing frees, so that two long waits pass side by side.
 * search-threads: one step of one client at a time leaves a processor idle, so threads are searched beside processes.
 */
export type RunLane = ScenarioLane | 'patience' | 'patience-in-vain' | 'search-threads';
/**
 * So many cases of each lane of a stage beside the others; a stage begins when the one before has ended. Searches come
 * when nobody else needs processors: a budget in seconds that runs out leaves them incomplete. What is measured is alone.
 */
export const stages: readonly Partial<Record<RunLane, number>>[] = [
  { contention: 1, crash: 2, patience: 1, 'patience-in-vain': 1 },
  { search: 1, 'search-threads': 1 },
  { measured: 1 },
];

/** Strategy by strategy, so that a host process and its actors serve several cases. */
export function planCases(
  strategies: readonly PlannedStrategy[],
  scenarios: readonly Scenario[],
  profile: Profile,
): CaseToRun[] {
  return strategies
    .filter(({ available }) => available)
    .flatMap((strategy) =>
      scenarios.flatMap((scenario) =>
        scenario.scopes
          .filter((scope) => strategy.selected || isCanaryOf(strategy.id, scenario, scope))
          .map((scope) => ({
            strategy: strategy.id,
            reference: strategy.reference,
            scenario: scenario.id,
            scope,
            estimateMs: estimateMs(scenario, strategy.id, profile),
            lane: laneOf(scenario, strategy.id, scope, profile),
          })),
      ),
    );
}

/** Ids of the canaries that these scenarios need. */
export function canariesOf(scenarios: readonly Scenario[]): string[] {
  return [...new Set(scenarios.flatMap((scenario) => scenario.canaries.map(({ strategy }) => strategy)))];
}

function isCanaryOf(id: string, scenario: Scenario, scope: Scope): boolean {
  return scenario.canaries.some(
    (duty) => duty.strategy === id && (duty.scopes ?? scenario.scopes).includes(scope),
  );
}

/** Rough durations on two cores; progress scales them by what it observes. */
const ESTIMATES_MS: Record<string, Record<Profile, number>> = {
  'round-trip': { quick: 300, standard: 300, soak: 300 },
  conflict: { quick: 250, standard: 250, soak: 250 },
  'one-winner': { quick: 900, standard: 1500, soak: 7000 },
  'concurrent-threads': { quick: 1000, standard: 2000, soak: 12_000 },
  'concurrent-processes': { quick: 1300, standard: 2500, soak: 15_000 },
  mixed: { quick: 1200, standard: 2300, soak: 14_000 },
  readers: { quick: 900, standard: 1600, soak: 10_000 },
  interleavings: { quick: 6000, standard: 40_000, soak: 1_200_000 },
  'stress-100': { quick: 500, standard: 500, soak: 500 },
  'kill-mid-write': { quick: 2000, standard: 4000, soak: 20_000 },
  'power-loss': { quick: 600, standard: 1500, soak: 20_000 },
  latency: { quick: 1000, standard: 2200, soak: 12_000 },
};

function estimateMs(scenario: Scenario, strategy: string, profile: Profile): number {
  const waitingMs = isPatient(scenario, strategy, profile) ? 12_000 : 0;
  return (ESTIMATES_MS[scenario.id]?.[profile] ?? 2000) + waitingMs;
}

/** Strategies of ours whose lock is freed by a stale time or never; of a user's strategy nothing is known. */
const SLOW_TO_RECOVER = ['lockfile', 'stuck-lock'];

/** In quick, patience passes in virtual time. */
function isPatient({ id }: Scenario, strategy: string, profile: Profile): boolean {
  return id === 'kill-mid-write' && profile !== 'quick' && SLOW_TO_RECOVER.includes(strategy);
}

function laneOf(scenario: Scenario, strategy: string, scope: Scope, profile: Profile): RunLane {
  if (isPatient(scenario, strategy, profile)) {
    return strategy === 'stuck-lock' ? 'patience-in-vain' : 'patience';
  }
  return scenario.lane === 'search' && scope === 'threads' ? 'search-threads' : scenario.lane;
}
