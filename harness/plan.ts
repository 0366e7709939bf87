// The cases of a run, in the order in which they run. Pure. Selected strategies run every selected scenario;
// the canaries that those scenarios need always run, and run only the scenarios that name them.
import type { Profile } from '../results/run.js';
import type { Scope } from '../results/verdict.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { PlannedCase, StrategyReference } from './run-contract.js';

export interface PlannedStrategy {
  reference: StrategyReference;
  id: string;
  selected: boolean;
  available: boolean;
}

export interface Case extends PlannedCase {
  reference: StrategyReference;
}

/** Scenario by scenario, so that what is compared runs close together. */
export function planCases(
  strategies: readonly PlannedStrategy[],
  scenarios: readonly Scenario[],
  profile: Profile,
): Case[] {
  const cases: Case[] = [];
  for (const scenario of scenarios) {
    for (const scope of scenario.scopes) {
      for (const strategy of strategies) {
        if (!strategy.available) continue;
        if (!strategy.selected && !isCanaryOf(strategy.id, scenario, scope)) continue;
        cases.push({
          strategy: strategy.id,
          reference: strategy.reference,
          scenario: scenario.id,
          scope,
          estimateMs: estimateMs(scenario.id, strategy.id, profile),
        });
      }
    }
  }
  return cases;
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
  'stress-100': { quick: 500, standard: 500, soak: 500 },
  'kill-mid-write': { quick: 2000, standard: 4000, soak: 20_000 },
  'power-loss': { quick: 600, standard: 1500, soak: 20_000 },
  latency: { quick: 1000, standard: 2200, soak: 12_000 },
};

function estimateMs(scenario: string, strategy: string, profile: Profile): number {
  // Stale locks are waited for.
  const waits = scenario === 'kill-mid-write' && ['lockfile', 'stuck-lock'].includes(strategy);
  return (ESTIMATES_MS[scenario]?.[profile] ?? 2000) + (waits ? 12_000 : 0);
}
