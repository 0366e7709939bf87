// Judges a stored run. Pure: it uses the stored facts and the catalogue only, so a run can be judged again,
// by other rules or a newer version, without running anything.

import type { StoredRun } from '../../results/archive/stored-run.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type { SamplesFact } from '../../results/facts/samples-fact.js';
import type { Finding } from '../../results/verdicts/finding.js';
import { JUDGED_SCHEMA_VERSION, type Judged, type JudgedCanary } from '../../results/verdicts/judged.js';
import { latencySamplesOf } from '../../results/verdicts/latency-samples.js';
import { relativeSamples } from '../../results/verdicts/relative-samples.js';
import { type Speed, speedOf } from '../../results/verdicts/speed.js';
import { allScopes, localScopes, type Policy, type Scope } from '../../results/vocabulary/verdict.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { type FindingsAt, tempered, watchCanaries } from './canaries.js';
import { crashEvidenceOf } from './crash-evidence.js';
import { durabilityOf } from './durability.js';
import { findingsOf, findingsOfNothing } from './findings.js';
import { interleavingEvidenceOf } from './interleaving-evidence.js';
import { type Catalogue, judgeStrategy } from './judge-strategy.js';
import { exitCodeWith, judgeThresholds } from './judge-thresholds.js';
import { nemesisEvidenceOf } from './nemesis-evidence.js';
import { attributedToRenames } from './platform-renames.js';
import { limitedBySyncs, syncLimitOf } from './platform-syncs.js';
import { byPromise } from './promise-levels.js';
import { recommend } from './recommend.js';
import { refusedScopes } from './refused-scopes.js';
import { decideRun } from './verdict-of-run.js';

export type { Catalogue } from './judge-strategy.js';

/** Cases of a scenario that is no longer in the catalogue are not judged; a warning says so. */
export function judgeRun(stored: StoredRun, current: Catalogue, policy: Policy): Judged {
  const { run } = stored;
  const catalogue = { ...current, scenarios: current.scenarios.map((one) => asPlanned(one, run)) };
  const done = finishedCases(stored, catalogue);
  const findingsAt: FindingsAt = (...name) => done.find((one) => isCase(one, ...name))?.findings;
  const canaries = watchCanaries(run, catalogue.scenarios, findingsAt);
  const cases = [...done, ...unfinishedCases(stored, catalogue, findingsAt)];
  const limit = syncLimitOf(run.platform);
  const asked = run.planned.some(({ scope }) => scope === 'hosts') ? allScopes : localScopes;
  const strategies = run.strategies.map((info) => {
    const own = cases.filter(({ strategy }) => strategy === info.id);
    const findings = attributedToRenames(
      byPromise(
        own.flatMap((one) => one.findings),
        info.level,
      ),
      run.platform,
    );
    const kept = stored.cases.filter(({ entry }) => entry.strategy === info.id);
    const records = kept.flatMap(({ facts }) => factsOf(facts, 'crash-states'));
    const searches = kept.flatMap(({ facts }) => factsOf(facts, 'interleavings'));
    const nemeses = kept.flatMap(({ facts }) => factsOf(facts, 'nemesis'));
    const blind = kept.some(
      ({ entry, facts }) =>
        factsOf(facts, 'crash-states').length > 0 && canaries.whyBlind(entry.scenario, entry.scope) !== null,
    );
    return {
      ...judgeStrategy(
        info,
        limitedBySyncs(tempered(findings, canaries), catalogue.scenarios, limit),
        catalogue,
        policy,
        durabilityOf(records, blind, limit),
        refusedScopes(info.claims, kept),
        asked,
      ),
      speed: withSamples(
        speedOf(findings),
        kept.flatMap(({ facts }) => factsOf(facts, 'samples')),
      ),
      // Of a canary nobody asks how fast it is.
      latencySamples: info.selected
        ? latencySamplesOf(kept.flatMap(({ facts }) => factsOf(facts, 'samples')))
        : null,
      crashEvidence: crashEvidenceOf(info.id, records),
      interleavings: interleavingEvidenceOf(info.id, searches),
      nemesis: nemesisEvidenceOf(info.id, nemeses),
    };
  });
  const recommended = recommend(strategies);
  const thresholds = judgeThresholds(run, strategies, recommended);
  const decided = decideRun(run, strategies, canaries.rows);
  const met = new Set([...run.planned, ...run.cases].map(({ scenario }) => scenario));
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
    ...decided,
    exitCode: exitCodeWith(decided.exitCode, thresholds),
    recommended,
    runnerUp: recommend(strategies.filter(({ id }) => id !== recommended)),
    criteria: catalogue.criteria.map(({ provenBy, requiredBy, judgesConduct: _, ...info }) => ({
      ...info,
      requiredBy: [...requiredBy],
      judged: provenBy.length > 0,
    })),
    scenarios: catalogue.scenarios
      .filter(({ id }) => met.has(id))
      .map(({ id, title, scopes, benchmark }) => ({
        id,
        title,
        scopes: [...scopes],
        ...(benchmark === undefined ? {} : { benchmark: true }),
      })),
    strategies,
    canaries: canaries.rows,
    ...(run.config.thresholds === undefined ? {} : { thresholds }),
    cases: run.cases,
    warnings: [...run.warnings, ...blindSpots(canaries.rows), ...forgotten(met, catalogue)],
  };
}

/** Further records are of other sizes. */
function withSamples(speed: Speed | null, [record]: readonly SamplesFact[]): Speed | null {
  const samples = record === undefined ? null : relativeSamples(record);
  return speed === null || samples === null ? speed : { ...speed, samples };
}

/**
 * A run plans a scenario in every scope that it has, or not at all; a scope that none of its cases has was
 * added by a later version, and an earlier run is not asked for it.
 */
function asPlanned(scenario: Scenario, { planned, cases }: StoredRun['run']): Scenario {
  const known = new Set(
    [...planned, ...cases].flatMap((one) => (one.scenario === scenario.id ? [one.scope] : [])),
  );
  return known.size === 0
    ? scenario
    : { ...scenario, scopes: scenario.scopes.filter((one) => known.has(one)) };
}

interface JudgedCase {
  strategy: string;
  scenario: string;
  scope: Scope;
  findings: Finding[];
}

function isCase(one: JudgedCase, strategy: string, scenario: string, scope: Scope): boolean {
  return one.strategy === strategy && one.scenario === scenario && one.scope === scope;
}

function finishedCases({ cases }: StoredRun, { scenarios }: Catalogue): JudgedCase[] {
  return cases.flatMap((stored) => {
    const { strategy, scope } = stored.entry;
    const scenario = scenarios.find(({ id }) => id === stored.entry.scenario);
    if (scenario === undefined) return [];
    return [{ strategy, scenario: scenario.id, scope, findings: findingsOf(stored, scenario) }];
  });
}

/** Planned cases that were not finished: interrupted, out of time, or abandoned. */
function unfinishedCases({ run }: StoredRun, { scenarios }: Catalogue, done: FindingsAt): JudgedCase[] {
  return run.planned.flatMap(({ strategy, scenario: id, scope }) => {
    const scenario = scenarios.find((one) => one.id === id);
    if (scenario === undefined || done(strategy, id, scope) !== undefined) return [];
    return [{ strategy, scenario: id, scope, findings: findingsOfNothing(scenario, scope) }];
  });
}

function blindSpots(canaries: readonly JudgedCanary[]): string[] {
  return canaries
    .filter(({ caught }) => caught === false)
    .map(
      ({ id, scenario, scope }) =>
        `canary ${id} was not caught by ${scenario} (${scope}): its passes are unknown`,
    );
}

function forgotten(met: ReadonlySet<string>, { scenarios }: Catalogue): string[] {
  return [...met]
    .filter((id) => scenarios.every((scenario) => scenario.id !== id))
    .map((id) => `this version knows no scenario ${id}: what was recorded for it is not judged`);
}
