// The decisions of one strategy by scope. A run through one directory makes none for hosts, and reports then
// leave that scope out instead of calling it unknown.
import { allScopes, type Scope } from '../vocabulary/verdict.js';
import type { JudgedStrategy } from './judged.js';

export type ScopeDecisions = JudgedStrategy['scopes'];

/** `reason`: one sentence without its full stop. `anomaly`: the gravest behind a NO-GO. */
export type ScopeDecision = ScopeDecisions['single'];

const NOT_ASKED: ScopeDecision = {
  decision: 'N/A',
  reason: 'the run had one directory; hosts need a second, on another mount of the same storage',
};

/** In the order of `allScopes`. */
export function decidedScopes({ hosts }: ScopeDecisions): Scope[] {
  return allScopes.filter((scope) => scope !== 'hosts' || hosts !== undefined);
}

/** What reports have a column or a line for: hosts if any of these were judged for them. */
export function scopesOfAll(strategies: readonly Pick<JudgedStrategy, 'scopes'>[]): Scope[] {
  return allScopes.filter(
    (scope) => scope !== 'hosts' || strategies.some(({ scopes }) => scopes.hosts !== undefined),
  );
}

/** N/A where none was made. */
export function decisionIn(scopes: ScopeDecisions, scope: Scope): ScopeDecision {
  return scopes[scope] ?? NOT_ASKED;
}
