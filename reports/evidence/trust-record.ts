// What is stored of the runs that Holdfast itself is held to: for each scenario, whether every strategy that is
// broken on purpose was caught by a check that it was meant for, and whether a sound one was accused. Pure:
// from judged runs to the record, and from the record to what is wrong with it.
import { z } from 'zod';
import type { Finding } from '../../results/verdicts/finding.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { claimedScopes, decisionSchema, scopeSchema } from '../../results/vocabulary/verdict.js';

const detectionSchema = z.object({
  strategy: z.string(),
  title: z.string(),
  scope: scopeSchema,
  /** `check: anomaly`; null: it was missed. Of what is not available here: why. */
  by: z.string().nullable(),
  available: z.boolean(),
  /** How long its whole case took. */
  afterMs: z.number().int(),
});
export type Detection = z.infer<typeof detectionSchema>;

const trialSchema = z.object({
  strategy: z.string(),
  title: z.string(),
  passed: z.number().int(),
  /** Checks, as `check (scope)`. */
  unknown: z.array(z.string()).optional(),
  /** Failed checks, as `check (scope): what`. */
  accused: z.array(z.string()).optional(),
});
export type Trial = z.infer<typeof trialSchema>;

/** A broken strategy that was put through all scenarios, as a user's is. */
const wholeRunSchema = z.object({
  strategy: z.string(),
  title: z.string(),
  decision: decisionSchema,
  /** The gravest anomaly; null: none. */
  gravest: z.string().nullable(),
  /** Failed checks in scopes that it claims, as `scenario/check`. */
  failed: z.array(z.string()),
  /** Whether one of its own is among them. */
  caught: z.boolean(),
});
export type WholeRun = z.infer<typeof wholeRunSchema>;

const scenarioTrustSchema = z.object({
  scenario: z.string(),
  broken: z.array(detectionSchema),
  sound: z.array(trialSchema),
});
export type ScenarioTrust = z.infer<typeof scenarioTrustSchema>;

export const trustRecordSchema = z.object({
  platform: z.string(),
  profile: z.string(),
  scenarios: z.array(scenarioTrustSchema),
  whole: z.array(wholeRunSchema).optional(),
});
export type TrustRecord = z.infer<typeof trustRecordSchema>;

export interface Expectations {
  /** Names of checks, `scenario/check`, by the broken strategy that one of them must catch. */
  broken: Readonly<Record<string, readonly string[]>>;
  sound: readonly string[];
}

/** One for each scenario of the run. */
export function trustIn(judged: Judged, expected: Expectations): ScenarioTrust[] {
  return judged.scenarios.map(({ id }) => ({
    scenario: id,
    broken: [...canariesIn(judged, id), ...corpusIn(judged, id, expected.broken)],
    sound: expected.sound.flatMap((name) => trialIn(judged, id, name) ?? []),
  }));
}

/** Of those broken strategies that went through every scenario of a run. */
export function wholeRunsIn({ strategies }: Judged, { broken }: Expectations): WholeRun[] {
  return strategies.flatMap(({ id, title, selected, decision, anomaly, claims, findings }) => {
    const own = broken[id];
    if (own === undefined || !selected) return [];
    const claimed = claimedScopes(claims);
    const failed = findings
      .filter(({ verdict, scope }) => verdict === 'fail' && claimed.includes(scope))
      .map(({ scenario, check }) => `${scenario}/${check}`);
    const names = [...new Set(failed)].sort((a, b) => (a < b ? -1 : 1));
    const caught = names.some((name) => own.includes(name));
    return [{ strategy: id, title, decision, gravest: anomaly ?? null, failed: names, caught }];
  });
}

/** Those that were run again replace those of before. */
export function mergedWhole(before: readonly WholeRun[], now: readonly WholeRun[]): WholeRun[] {
  return merged(before, now, ({ strategy }) => strategy);
}

function canariesIn({ canaries, strategies, cases }: Judged, scenario: string): Detection[] {
  return canaries
    .filter((one) => one.scenario === scenario && (one.caught !== null || isPartMissing(strategies, one.id)))
    .map(({ id, scope, caught, by }) => ({
      strategy: id,
      title: strategies.find((one) => one.id === id)?.title ?? id,
      scope,
      by: caught === false ? null : by,
      available: caught !== null,
      afterMs: durationOf(cases, id, scenario, scope),
    }));
}

/** As opposed to a case that an interrupted run has not come to. */
function isPartMissing(strategies: Judged['strategies'], id: string): boolean {
  return strategies.some((one) => one.id === id && !one.availability.available);
}

/** A strategy of the corpus is caught where one of its checks fails, in whatever scope. */
function corpusIn(judged: Judged, scenario: string, broken: Expectations['broken']): Detection[] {
  return judged.strategies.flatMap(({ id, title, findings, availability }) => {
    const checks = (broken[id] ?? []).flatMap((name) => {
      const [where, check] = name.split('/');
      return where === scenario && check !== undefined ? [check] : [];
    });
    const looked = findings.filter((one) => one.scenario === scenario && wasRun(judged, id, one));
    if (checks.length === 0 || looked.length === 0) return [];
    const found = looked.find(({ check, verdict }) => verdict === 'fail' && checks.includes(check));
    const scope = found?.scope ?? looked[0]?.scope ?? 'single';
    return [
      {
        strategy: id,
        title,
        scope,
        by: found === undefined ? null : `${found.check}: ${found.evidence[0]?.anomaly ?? found.summary}`,
        available: availability.available,
        afterMs: durationOf(judged.cases, id, scenario, scope),
      },
    ];
  });
}

/** An interrupted run has findings of cases that it has not come to. */
function wasRun({ cases, scenarios }: Judged, strategy: string, { scenario, scope }: Finding): boolean {
  const scopes = scenarios.find(({ id }) => id === scenario)?.scopes ?? [];
  // A check may speak for another scope than its case, in scenarios of one scope.
  const at = scopes.includes(scope) ? scope : scopes[0];
  return cases.some((one) => one.strategy === strategy && one.scenario === scenario && one.scope === at);
}

function durationOf(cases: Judged['cases'], strategy: string, scenario: string, scope: string): number {
  const found = cases.find(
    (one) => one.strategy === strategy && one.scenario === scenario && one.scope === scope,
  );
  return Math.round(found?.durationMs ?? 0);
}

function trialIn(judged: Judged, scenario: string, id: string): Trial | null {
  const strategy = judged.strategies.find((one) => one.id === id);
  const findings = (strategy === undefined ? [] : claimedFindings(strategy, scenario)).filter((one) =>
    wasRun(judged, id, one),
  );
  if (strategy === undefined || !strategy.selected || findings.length === 0) return null;
  const named = (verdict: 'unknown' | 'fail') => findings.filter((one) => one.verdict === verdict);
  const unknown = named('unknown').map(({ check, scope }) => `${check} (${scope})`);
  const accused = named('fail').map(({ check, scope, summary }) => `${check} (${scope}): ${summary}`);
  return {
    strategy: id,
    title: strategy.title,
    passed: findings.filter(({ verdict }) => verdict === 'pass').length,
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(accused.length === 0 ? {} : { accused }),
  };
}

/** Of the scopes that it claims. */
function claimedFindings({ claims, findings }: JudgedStrategy, scenario: string) {
  const claimed = claimedScopes(claims);
  return findings.filter((one) => one.scenario === scenario && claimed.includes(one.scope));
}

/** Rows of a scenario that was run again replace those of before, strategy by strategy. */
export function mergedTrust(
  before: readonly ScenarioTrust[],
  now: readonly ScenarioTrust[],
): ScenarioTrust[] {
  const known = new Map(before.map((one) => [one.scenario, one]));
  for (const one of now) {
    const old = known.get(one.scenario);
    known.set(one.scenario, {
      scenario: one.scenario,
      broken: merged(old?.broken ?? [], one.broken, ({ strategy, scope }) => `${strategy} ${scope}`),
      sound: merged(old?.sound ?? [], one.sound, ({ strategy }) => strategy),
    });
  }
  return [...known.values()];
}

function merged<T>(old: readonly T[], fresh: readonly T[], keyOf: (one: T) => string): T[] {
  const byKey = new Map([...old, ...fresh].map((one) => [keyOf(one), one]));
  return [...byKey.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** One sentence for each broken strategy that no check of its own caught, and each accusation of a sound one. */
export function complaintsAbout(scenarios: readonly ScenarioTrust[]): string[] {
  const caught = new Set(
    scenarios.flatMap(({ broken }) => broken.flatMap(({ by, strategy }) => (by === null ? [] : [strategy]))),
  );
  return scenarios.flatMap(({ scenario, broken, sound }) => [
    ...broken
      .filter(({ by, strategy }) => by === null && !caught.has(strategy))
      .map(({ strategy, scope }) => `${strategy} was not caught by ${scenario} (${scope})`),
    ...sound.flatMap(({ strategy, accused = [] }) =>
      accused.map((what) => `${strategy} is sound and was accused by ${scenario}/${what}`),
    ),
  ]);
}
