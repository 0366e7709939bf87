// Checks whether the canaries were caught. A scenario whose checks miss a canary, or that had no canary to
// run, can't distinguish good from bad: its passes become unknown for every strategy. Failures stand.
import type { StoredRun } from '../../results/archive/stored-run.js';
import type { Run } from '../../results/facts/run-record.js';
import type { Finding } from '../../results/verdicts/finding.js';
import type { JudgedCanary } from '../../results/verdicts/judged.js';
import type { Scope } from '../../results/vocabulary/verdict.js';
import { type CanaryDuty, dutiesIn, type Scenario } from '../../scenarios/scenario.js';
import { findingsOf } from './findings.js';

/** The findings of one strategy's case, or undefined when that case was not run. */
export type FindingsAt = (strategy: string, scenario: string, scope: Scope) => readonly Finding[] | undefined;

export interface CanaryWatch {
  /** One row for each duty of each scenario and scope that the run planned. */
  rows: JudgedCanary[];
  /** Why passes of this scenario and scope prove nothing; null when they do. */
  whyBlind(scenario: string, scope: Scope): string | null;
}

/**
 * absent: its parts are missing here, or its flaw can't be shown on this platform; no fault as long as
 * another canary was caught.
 */
type Watched = { row: JudgedCanary; state: 'caught' | 'missed' | 'not-run' | 'absent' };

export function watchCanaries(run: Run, scenarios: readonly Scenario[], findingsAt: FindingsAt): CanaryWatch {
  const watched = scenarios.flatMap((scenario) =>
    scenario.scopes
      .filter((scope) => run.planned.some((one) => one.scenario === scenario.id && one.scope === scope))
      .flatMap((scope) =>
        dutiesIn(scenario, scope, run.config.profile).map((duty) =>
          watch(run, scenario, scope, duty, findingsAt),
        ),
      ),
  );
  return {
    rows: watched.map(({ row }) => row),
    whyBlind: (id, scope) => {
      const scopes = scenarios.find((scenario) => scenario.id === id)?.scopes ?? [];
      // A check may speak for another scope than its case, in scenarios of one scope.
      const at = scopes.includes(scope) ? scope : scopes[0];
      return blindness(watched.filter(({ row }) => row.scenario === id && row.scope === at));
    },
  };
}

function watch(
  run: Run,
  scenario: Scenario,
  scope: Scope,
  duty: CanaryDuty,
  findingsAt: FindingsAt,
): Watched {
  const base = { id: duty.strategy, scenario: scenario.id, scope };
  const info = run.strategies.find(({ id }) => id === duty.strategy);
  if (info?.availability.available === false) {
    return { row: { ...base, caught: null, by: info.availability.reason }, state: 'absent' };
  }
  const findings = findingsAt(duty.strategy, scenario.id, scope);
  if (findings === undefined) {
    return { row: { ...base, caught: null, by: 'its case was not run' }, state: 'not-run' };
  }
  const watched = watchFindings(duty, findings);
  const isOf = (entry: Run['cases'][number]) =>
    entry.strategy === duty.strategy && entry.scenario === scenario.id && entry.scope === scope;
  const earlier = run.cases.find(isOf)?.earlier;
  const row = { ...base, ...watched.row, ...(earlier === undefined ? {} : { earlier }) };
  return { ...watched, row };
}

function watchFindings(
  duty: CanaryDuty,
  findings: readonly Finding[],
): { row: Pick<JudgedCanary, 'caught' | 'by'>; state: Watched['state'] } {
  const spoken = findings.filter(({ check }) => duty.by.includes(check));
  const [silent] = spoken;
  if (silent !== undefined && spoken.every(({ verdict }) => verdict === 'n/a')) {
    return { row: { caught: null, by: silent.summary }, state: 'absent' };
  }
  const caught = findings.find(({ check, verdict }) => duty.by.includes(check) && verdict === 'fail');
  if (caught === undefined) {
    const by = `none of ${duty.by.join(', ')} failed${silent === undefined ? '' : ` (${silent.summary})`}`;
    return { row: { caught: false, by }, state: 'missed' };
  }
  const by = `${caught.check}: ${caught.evidence[0]?.anomaly ?? caught.summary}`;
  return { row: { caught: true, by }, state: 'caught' };
}

/** Whether this case of a canary, taken by itself, shows everything that its scenario wants of it. */
export function catchesCanary(
  stored: StoredRun['cases'][number],
  scenario: Scenario,
  profile: Run['config']['profile'],
): boolean {
  const { strategy, scope } = stored.entry;
  const duties = dutiesIn(scenario, scope, profile).filter((duty) => duty.strategy === strategy);
  const findings = findingsOf(stored, scenario);
  return duties.length > 0 && duties.every((duty) => watchFindings(duty, findings).state === 'caught');
}

function blindness(duties: readonly Watched[]): string | null {
  const missed = duties.find(({ state }) => state === 'missed');
  if (missed !== undefined) return `the canary ${missed.row.id} was not caught here`;
  const unrun = duties.find(({ state }) => state === 'not-run');
  if (unrun !== undefined) return `the canary ${unrun.row.id} was not run here`;
  return duties.some(({ state }) => state === 'caught') ? null : 'no canary could be run here';
}

/**
 * The findings that count: a pass of a scenario that missed its canary is unknown; a failure with a witness
 * stands.
 */
export function tempered(findings: readonly Finding[], canaries: CanaryWatch): Finding[] {
  return findings.map((finding): Finding => {
    const why = finding.verdict === 'pass' ? canaries.whyBlind(finding.scenario, finding.scope) : null;
    if (why === null) return finding;
    const coverage = { ...finding.coverage, failureRateBelow: null };
    return { ...finding, verdict: 'unknown', summary: `${why}: ${finding.summary}`, coverage };
  });
}
