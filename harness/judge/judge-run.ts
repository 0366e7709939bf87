// A stored run to a judged one. Pure: it looks at nothing but the stored facts and the catalogue, so a run can
// be judged again, by other rules or a newer version, without running anything.
import type { Finding } from '../../results/finding.js';
import {
  JUDGED_SCHEMA_VERSION,
  type Judged,
  type JudgedCanary,
  type JudgedStrategy,
} from '../../results/judged.js';
import type { StrategyInfo } from '../../results/run.js';
import type { StoredRun } from '../../results/stored-run.js';
import { actorScopes, type Policy, type Scope } from '../../results/verdict.js';
import type { Criterion, Scenario } from '../../scenarios/scenario.js';
import { type FindingsAt, judgeCanaries, tempered } from './canaries.js';
import { decideScope, decideStrategy, judgeCriterion, type ScopeDecision } from './decide.js';
import { findingsOf } from './findings.js';
import { recommend } from './recommend.js';
import { decideRun } from './verdict-of-run.js';

export interface Catalogue {
  scenarios: readonly Scenario[];
  criteria: readonly Criterion[];
}

export function judgeRun(stored: StoredRun, catalogue: Catalogue, policy: Policy): Judged {
  const { run } = stored;
  const scenarios = catalogue.scenarios.filter(({ id }) => run.config.scenarios.includes(id));
  const raw = new Map(stored.cases.map((one) => [keyOf(one.entry), rawFindings(one, scenarios)]));
  const findingsAt: FindingsAt = (strategy, scenario, scope) => raw.get(keyOf({ strategy, scenario, scope }));
  const canaries = judgeCanaries(run, scenarios, findingsAt);
  const strategies = run.strategies.map((info) => {
    const own = stored.cases.filter(({ entry }) => entry.strategy === info.id);
    const findings = own.flatMap(({ entry }) => tempered(raw.get(keyOf(entry)) ?? [], canaries));
    return judgeStrategy(info, findings, catalogue, policy);
  });
  return {
    schemaVersion: JUDGED_SCHEMA_VERSION,
    runId: run.id,
    holdfast: run.holdfast,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    status: run.status,
    platform: run.platform,
    config: run.config,
    policy,
    ...decideRun(run, strategies, canaries),
    recommended: recommend(strategies),
    criteria: catalogue.criteria.map(({ provenBy, requiredBy, ...info }) => ({
      ...info,
      requiredBy: [...requiredBy],
      judged: provenBy.length > 0,
    })),
    scenarios: scenarios.map(({ id, title, scopes }) => ({ id, title, scopes: [...scopes] })),
    strategies,
    canaries,
    cases: run.cases,
    warnings: [...run.warnings, ...blindSpots(canaries)],
  };
}

function keyOf({ strategy, scenario, scope }: { strategy: string; scenario: string; scope: Scope }): string {
  return JSON.stringify([strategy, scenario, scope]);
}

/** A case of a scenario that this version doesn't know any more has no findings. */
function rawFindings(stored: StoredRun['cases'][number], scenarios: readonly Scenario[]): Finding[] {
  const scenario = scenarios.find(({ id }) => id === stored.entry.scenario);
  return scenario === undefined ? [] : findingsOf(stored, scenario);
}

function judgeStrategy(
  info: StrategyInfo,
  findings: Finding[],
  { criteria, scenarios }: Catalogue,
  policy: Policy,
): JudgedStrategy {
  if (!info.availability.available) {
    const { reason, remedy } = info.availability;
    const absent: ScopeDecision = { decision: 'N/A', reason: `${reason}. ${remedy}` };
    return {
      ...info,
      ...absent,
      scopes: { threads: absent, processes: absent },
      policies: { m03: 'N/A', strict: 'N/A' },
      criteria: [],
      findings: [],
    };
  }
  const scopesOf = (id: string): readonly Scope[] =>
    scenarios.find((scenario) => scenario.id === id)?.scopes ?? [];
  const verdicts = criteria.flatMap((criterion) =>
    actorScopes.map((scope) => judgeCriterion(criterion, scope, findings, policy, scopesOf)),
  );
  const under = (one: Policy): { scopes: JudgedStrategy['scopes']; whole: ScopeDecision } => {
    const required = new Set(
      criteria.filter(({ requiredBy }) => requiredBy.includes(one)).map(({ id }) => id),
    );
    const of = (scope: (typeof actorScopes)[number]): ScopeDecision =>
      decideScope(
        verdicts.filter((verdict) => verdict.scope === scope),
        required,
      );
    const scopes = { threads: of('threads'), processes: of('processes') };
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
  };
}

function blindSpots(canaries: readonly JudgedCanary[]): string[] {
  return canaries
    .filter(({ caught }) => caught === false)
    .map(
      ({ id, scenario, scope }) =>
        `canary ${id} was not caught by ${scenario} (${scope}): its passes are unknown`,
    );
}
