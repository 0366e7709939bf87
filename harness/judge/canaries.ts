// Whether the strategies that are broken on purpose were caught. A scenario that misses its canary, or has
// none that could run, can't tell good from bad: its passes become unknown for everybody.
import type { Finding } from '../../results/finding.js';
import type { JudgedCanary } from '../../results/judged.js';
import type { Run } from '../../results/run.js';
import type { Scope } from '../../results/verdict.js';
import type { CanaryDuty, Scenario } from '../../scenarios/scenario.js';

/** The findings of one strategy's case, or undefined when that case was not run. */
export type FindingsAt = (strategy: string, scenario: string, scope: Scope) => readonly Finding[] | undefined;

/** One row per duty of each scenario and scope that the run planned. */
export function judgeCanaries(
  run: Run,
  scenarios: readonly Scenario[],
  findingsAt: FindingsAt,
): JudgedCanary[] {
  return scenarios.flatMap((scenario) =>
    scenario.scopes
      .filter((scope) => run.planned.some((one) => one.scenario === scenario.id && one.scope === scope))
      .flatMap((scope) =>
        scenario.canaries
          .filter((duty) => (duty.scopes ?? scenario.scopes).includes(scope))
          .map((duty) => judgeDuty(run, scenario, scope, duty, findingsAt)),
      ),
  );
}

function judgeDuty(
  run: Run,
  scenario: Scenario,
  scope: Scope,
  duty: CanaryDuty,
  findingsAt: FindingsAt,
): JudgedCanary {
  const row = { id: duty.strategy, scenario: scenario.id, scope };
  const info = run.strategies.find(({ id }) => id === duty.strategy);
  if (info?.availability.available === false) return { ...row, caught: null, by: info.availability.reason };
  const findings = findingsAt(duty.strategy, scenario.id, scope);
  if (findings === undefined) return { ...row, caught: null, by: 'its case was not run' };
  const caught = findings.find(({ check, verdict }) => duty.by.includes(check) && verdict === 'fail');
  if (caught === undefined) return { ...row, caught: false, by: `none of ${duty.by.join(', ')} failed` };
  return { ...row, caught: true, by: `${caught.check}: ${caught.evidence[0]?.anomaly ?? caught.summary}` };
}

/** Why passes of this scenario and scope prove nothing, or null. */
export function whyBlind(canaries: readonly JudgedCanary[], scenario: string, scope: Scope): string | null {
  const duties = canaries.filter((canary) => canary.scenario === scenario && canary.scope === scope);
  const missed = duties.find(({ caught }) => caught === false);
  if (missed !== undefined) return `the canary ${missed.id} was not caught here`;
  const unrun = duties.find(({ caught, by }) => caught === null && by === 'its case was not run');
  if (unrun !== undefined) return `the canary ${unrun.id} was not run`;
  return duties.some(({ caught }) => caught === true) ? null : 'no canary could be run here';
}

/** The findings as they count: a pass of a blind scenario is unknown; a failure with its witness stands. */
export function tempered(findings: readonly Finding[], canaries: readonly JudgedCanary[]): Finding[] {
  return findings.map((finding) => {
    if (finding.verdict !== 'pass') return finding;
    const why = whyBlind(canaries, finding.scenario, finding.scope);
    return why === null ? finding : { ...finding, verdict: 'unknown', summary: `${why}: ${finding.summary}` };
  });
}
