// What is known about the built-in strategies without running them: each loaded on its own, so that one whose
// addon is missing shows its reason and hides nothing else.
import { claimedScopes, scopesInWords } from '../../../results/vocabulary/verdict.js';
import type { Availability, Claims, Role } from '../../../strategies/strategy.js';
import { messageOf } from '../cli-error.js';
import type { Ports } from '../ports.js';

export interface StrategyProfile {
  id: string;
  title: string;
  /** null: its module could not be loaded. */
  role: Role | null;
  claims: Claims;
  availability: Availability;
}

export function surveyStrategies(ports: Ports): Promise<StrategyProfile[]> {
  return Promise.all(Object.keys(ports.strategies).map((id) => surveyStrategy(id, ports)));
}

export async function surveyStrategy(id: string, ports: Ports): Promise<StrategyProfile> {
  try {
    const strategy = (await ports.strategies[id]?.())?.default;
    if (strategy === undefined) throw new Error('its module exports no strategy');
    return {
      id,
      title: strategy.title ?? id,
      role: strategy.role ?? 'candidate',
      claims: strategy.claims ?? {},
      availability: (await strategy.availability?.()) ?? { available: true },
    };
  } catch (error) {
    const reason = `it can't be loaded: ${messageOf(error)}`;
    const availability = { available: false as const, reason, remedy: 'see: holdfast doctor' };
    return { id, title: id, role: null, claims: {}, availability };
  }
}

/** `one writer, threads and processes; power loss`. */
export function claimsText(claims: Claims): string {
  return `${scopesInWords(claimedScopes(claims))}${claims.powerLoss === true ? '; power loss' : ''}`;
}
