// From the findings of one strategy to its criteria and decisions, under the selected policy and under each
// policy. A strategy whose parts are missing on this machine is N/A with a remedy, whatever was tried.

import type { StrategyInfo } from '../../results/facts/run-record.js';
import type { Finding } from '../../results/verdicts/finding.js';
import type { CriterionVerdict, Durability, JudgedStrategy } from '../../results/verdicts/judged.js';
import type { ScopeDecision } from '../../results/verdicts/scope-decisions.js';
import { claimedScopes, localScopes, type Policy, type Scope } from '../../results/vocabulary/verdict.js';
import type { Criterion, Scenario } from '../../scenarios/scenario.js';
import { decideScope, decideStrategy } from './decide.js';
import { decisiveFinding } from './decisive-finding.js';
import { judgeCriterion } from './judge-criterion.js';

export interface Catalogue {
  scenarios: readonly Scenario[];
  criteria: readonly Criterion[];
}

/** Everything but the evidence. */
type StrategyVerdict = Omit<JudgedStrategy, 'crashEvidence' | 'interleavings' | 'nemesis'>;

/**
 * @param findings as they count after the check of the canaries
 * @param refused scopes that the strategy doesn't claim and rejects with UNSUPPORTED
 * @param asked scopes that the run is about
 */
export function judgeStrategy(
  info: StrategyInfo,
  findings: Finding[],
  { criteria, scenarios }: Catalogue,
  policy: Policy,
  durability: Durability | null = null,
  refused: readonly Scope[] = [],
  asked: readonly Scope[] = localScopes,
): StrategyVerdict {
  if (!info.availability.available) return absentStrategy(info, info.availability, criteria, policy, asked);
  const verdicts = criteria.flatMap((criterion) =>
    asked.map((scope) =>
      refused.includes(scope)
        ? refusedCriterion(criterion, scope, policy)
        : judgeCriterion(criterion, scope, findings, policy, scenarios),
    ),
  );
  const under = (one: Policy) => {
    const isRequired = (criterion: Criterion) =>
      criterion.provenBy.length > 0 && criterion.requiredBy.includes(one);
    const required = new Set(criteria.filter(isRequired).map(({ id }) => id));
    const decide = (scope: Scope): ScopeDecision => {
      if (refused.includes(scope)) return { decision: 'N/A', reason: REFUSED };
      return decideScope(
        verdicts.filter((verdict) => verdict.scope === scope),
        required,
      );
    };
    const scopes = {
      single: decide('single'),
      threads: decide('threads'),
      processes: decide('processes'),
      ...(asked.includes('hosts') ? { hosts: decide('hosts') } : {}),
    };
    const whole = decideStrategy(scopes, claimedScopes(info.claims));
    const isSwapless = info.level === 'replace' || info.level === 'append';
    const reason = isSwapless ? `${whole.reason}; compare-and-swap: not offered` : whole.reason;
    const claimed = claimedScopes(info.claims).filter((scope) => !refused.includes(scope));
    const deciding = verdicts.filter(({ id, scope }) => required.has(id) && claimed.includes(scope));
    return { scopes, whole: { ...whole, reason }, flip: decisiveFinding(deciding, findings, criteria) };
  };
  const [m03, strict] = [under('m03'), under('strict')];
  const counting = policy === 'm03' ? m03 : strict;
  return {
    ...info,
    ...counting.whole,
    scopes: counting.scopes,
    policies: { m03: m03.whole.decision, strict: strict.whole.decision },
    flips: { m03: m03.flip, strict: strict.flip },
    criteria: verdicts,
    findings,
    durability,
  };
}

const REFUSED = 'it rejects with UNSUPPORTED where it claims nothing';

function refusedCriterion({ id, requiredBy }: Criterion, scope: Scope, policy: Policy): CriterionVerdict {
  return { id, scope, required: requiredBy.includes(policy), verdict: 'n/a', note: REFUSED };
}

function absentStrategy(
  info: StrategyInfo,
  { reason, remedy }: { reason: string; remedy: string },
  criteria: readonly Criterion[],
  policy: Policy,
  asked: readonly Scope[],
): StrategyVerdict {
  const absent: ScopeDecision = { decision: 'N/A', reason: `${reason}. ${remedy}` };
  return {
    ...info,
    ...absent,
    scopes: {
      single: absent,
      threads: absent,
      processes: absent,
      ...(asked.includes('hosts') ? { hosts: absent } : {}),
    },
    policies: { m03: 'N/A', strict: 'N/A' },
    flips: { m03: null, strict: null },
    criteria: criteria.flatMap(({ id, requiredBy, provenBy }) =>
      asked.map((scope) => ({
        id,
        scope,
        verdict: 'n/a' as const,
        required: provenBy.length > 0 && requiredBy.includes(policy),
        note: reason,
      })),
    ),
    findings: [],
    durability: null,
  };
}
