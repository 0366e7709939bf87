// Plans the cases of a run: which strategy goes through which scenario, in which order, beside which others,
// and about how long each takes. Selected strategies run every selected scenario; the canaries that prove
// those scenarios always run, and only where a scenario names them. Pure: what it knows of a scenario or a
// strategy, that one says itself.
import type { Profile, StrategyInfo } from '../../results/facts/run-record.js';
import { claimedScopes, type Scope } from '../../results/vocabulary/verdict.js';
import { type CanaryDuty, dutiesIn, type Scenario } from '../../scenarios/scenario.js';
import type { PlannedCase, RunLane, StrategyReference } from './run-contract.js';

export interface PlannedStrategy {
  reference: StrategyReference;
  id: string;
  claims: StrategyInfo['claims'];
  level?: StrategyInfo['level'];
  selected: boolean;
  available: boolean;
}

export interface CaseToRun extends PlannedCase {
  /** Its place in the whole plan, from which its random numbers come. */
  place: number;
  reference: StrategyReference;
  /** Of the scenario, for a canary whose defect shows in these only; null: the whole. */
  parts: readonly string[] | null;
}

/**
 * The workers of each stage, each with the lanes that it works off one after another; a stage starts when the
 * one before has ended. A search runs one step of one client at a time and needs one processor, so a search
 * takes the place of each other lane that is done, and two run side by side in the end. Searches have no
 * budget in seconds, so that no load beside them cuts them short. Measurements run alone.
 */
export const stages: readonly (readonly (readonly RunLane[])[])[] = [
  [['contention', 'search'], ['crash', 'search'], ['crash'], ['stale-lock'], ['stuck-lock']],
  [['measured']],
];

/**
 * The cases of a lane in the order in which workers take them, with their places in the plan. Long searches
 * come first, so that two workers are done at about the same time.
 */
export function queueOf<C extends PlannedCase>(
  lane: RunLane,
  cases: readonly C[],
): [index: number, planned: C][] {
  const queue = [...cases.entries()].filter(([, one]) => one.lane === lane);
  return lane === 'search' ? queue.sort(([, a], [, b]) => b.estimateMs - a.estimateMs) : queue;
}

/** The scopes that these scenarios can have here: for hosts, a second mount is needed. */
export function runnable(scenarios: readonly Scenario[], hasSecondMount: boolean): Scenario[] {
  if (hasSecondMount) return [...scenarios];
  return scenarios
    .map((scenario) => ({ ...scenario, scopes: scenario.scopes.filter((scope) => scope !== 'hosts') }))
    .filter(({ scopes }) => scopes.length > 0);
}

/** Strategy by strategy, so that a host process and its actors serve several cases. */
export function planCases(
  strategies: readonly PlannedStrategy[],
  scenarios: readonly Scenario[],
  profile: Profile,
): CaseToRun[] {
  return strategies
    .filter(({ available }) => available)
    .flatMap((strategy) =>
      scenarios.flatMap((scenario) => {
        const waitMs = lockWaitMs(scenario, strategy, profile);
        return scenario.scopes
          .filter((scope) => strategy.selected || dutiesOf(strategy.id, scenario, scope, profile).length > 0)
          .map((scope) => {
            const parts = strategy.selected ? null : partsOf(strategy.id, scenario, scope, profile);
            const share = parts === null ? 1 : PART_OF_DURATION * parts.length;
            return {
              strategy: strategy.id,
              reference: strategy.reference,
              scenario: scenario.id,
              scope,
              estimateMs: scenario.durationMs[profile] * share + waitMs,
              lane: waitMs > 0 ? waitingLaneOf(strategy) : scenario.lane,
              parts,
              decides: strategy.selected && claimedScopes(strategy.claims).includes(scope),
              ...(strategy.level === undefined ? {} : { level: strategy.level }),
            };
          });
      }),
    )
    .map((one, place) => ({ ...one, place }));
}

/** A defect in one part of a scenario is found in about so much of the time of the whole. */
const PART_OF_DURATION = 0.1;

/** Ids of the canaries that these scenarios need. */
export function canariesOf(scenarios: readonly Scenario[], profile: Profile): string[] {
  const duties = scenarios.flatMap((scenario) =>
    scenario.scopes.flatMap((scope) => dutiesIn(scenario, scope, profile)),
  );
  return [...new Set(duties.map(({ strategy }) => strategy))];
}

function dutiesOf(id: string, scenario: Scenario, scope: Scope, profile: Profile): CanaryDuty[] {
  return dutiesIn(scenario, scope, profile).filter(({ strategy }) => strategy === id);
}

/** null: one of its duties is to be caught by the whole. */
function partsOf(id: string, scenario: Scenario, scope: Scope, profile: Profile): string[] | null {
  const parts = dutiesOf(id, scenario, scope, profile).map(({ part }) => part);
  return parts.every((part) => part !== undefined) ? [...new Set(parts)] : null;
}

/** How long the case waits, in real time, for the lock of a killed writer. */
function lockWaitMs({ staleLockWaitMs }: Scenario, { claims }: PlannedStrategy, profile: Profile): number {
  return (claims.lockAfterKill ?? 'freed') === 'freed' ? 0 : (staleLockWaitMs?.[profile] ?? 0);
}

function waitingLaneOf({ claims }: PlannedStrategy): RunLane {
  return claims.lockAfterKill === 'stuck' ? 'stuck-lock' : 'stale-lock';
}
