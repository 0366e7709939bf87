// From the findings of one strategy to its criteria and decisions, under the selected policy and under each
// policy. A strategy whose parts are missing on this machine is N/A with a remedy, whatever was tried.

import type { StrategyInfo } from '../../results/facts/run-record.js';
import type { Finding } from '../../results/verdicts/finding.js';
import type { Durability, JudgedStrategy } from '../../results/verdicts/judged.js';
import { type ActorScope, actorScopes, type Policy } from '../../results/vocabulary/verdict.js';
import type { Criterion, Scenario } from '../../scenarios/scenario.js';
import { decideScope, decideStrategy, type ScopeDecision } from './decide.js';
import { judgeCriterion } from './judge-criterion.js';

export interface Catalogue {
  scenarios: readonly Scenario[];
  criteria: readonly Criterion[];
}

/** Everything but the evidence. */
type StrategyVerdict = Omit<JudgedStrategy, 'crashEvidence' | 'interleavings'>;

/** @param findings as they count after the check of the canaries */
export function judgeStrategy(
  info: StrategyInfo,
  findings: Finding[],
  { criteria, scenarios }: Catalogue,
  policy: Policy,
  durability: Durability | null = null,
): StrategyVerdict {
  if (!info.availability.available) return absentStrategy(info, info.availability, criteria, policy);
  const verdicts = criteria.flatMap((criterion) =>
    actorScopes.map((scope) => judgeCriterion(criterion, scope, findings, policy, scenarios)),
  );
  const under = (one: Policy) => {
    const isRequired = (criterion: Criterion) =>
      criterion.provenBy.length > 0 && criterion.requiredBy.includes(one);
    const required = new Set(criteria.filter(isRequired).map(({ id }) => id));
    const decide = (scope: ActorScope): ScopeDecision =>
      decideScope(
        verdicts.filter((verdict) => verdict.scope === scope),
        required,
      );
    const scopes = { threads: decide('threads'), processes: decide('processes') };
    return { scopes, whole: decideStrategy(scopes) };
  };
  const counting = under(policy);
  return {
    ...info,
    ...counting.whole,
    scopes: counting.scopes,
    policies: { m03: under('m03').whole.decision, strict: under('strict').whole.decision },
    criteria: verdicts,
    findings,
    durability,
  };
}

function absentStrategy(
  info: StrategyInfo,
  { reason, remedy }: { reason: string; remedy: string },
  criteria: readonly Criterion[],
  policy: Policy,
): StrategyVerdict {
  const absent: ScopeDecision = { decision: 'N/A', reason: `${reason}. ${remedy}` };
  return {
    ...info,
    ...absent,
    scopes: { threads: absent, processes: absent },
    policies: { m03: 'N/A', strict: 'N/A' },
    criteria: criteria.flatMap(({ id, requiredBy, provenBy }) =>
      actorScopes.map((scope) => ({
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
