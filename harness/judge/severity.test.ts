// What decides first: data before liveness, conduct and litter. Hand-made findings against the real criteria.
import { expect, it } from 'vitest';
import type { StrategyInfo } from '../../results/facts/run-record.js';
import type { Finding } from '../../results/verdicts/finding.js';
import type { Scope, Verdict } from '../../results/vocabulary/verdict.js';
import { scenarios } from '../../scenarios/all-scenarios.js';
import { criteria } from '../../scenarios/criteria.js';
import { judgeStrategy } from './judge-strategy.js';

const info: StrategyInfo = {
  id: 'mine',
  title: 'Mine',
  role: 'candidate',
  claims: {},
  selected: true,
  availability: { available: true },
};

/** Every check of every scenario passes, but for those named: `scenario/check` → the anomalies it found. */
function judged(failures: Record<string, string[]>, policy: 'm03' | 'strict' = 'm03', unseen?: number) {
  const findings = scenarios.flatMap((scenario) =>
    scenario.checks.flatMap((check) =>
      (check.scope === undefined ? scenario.scopes : [check.scope]).map((scope) =>
        findingOf(scenario.id, check.id, scope, failures[`${scenario.id}/${check.id}`], unseen),
      ),
    ),
  );
  return judgeStrategy(info, findings, { scenarios, criteria }, policy);
}

function findingOf(
  scenario: string,
  check: string,
  scope: Scope,
  anomalies: string[] | undefined,
  unseen?: number,
): Finding {
  const verdict: Verdict = anomalies === undefined ? 'pass' : 'fail';
  return {
    scenario,
    scope,
    check,
    verdict,
    summary: anomalies === undefined ? 'held' : anomalies.join(', '),
    coverage: { n: 1, unit: 'trials', failureRateBelow: null },
    evidence: (anomalies ?? []).map((anomaly) => ({ anomaly, description: `${anomaly}.`, witness: [] })),
    ...(unseen === undefined || anomalies === undefined ? {} : { unseen }),
    metrics: [],
  };
}

it('the headline is the gravest finding, not the first of the table', () => {
  const { reason, anomaly } = judged({
    'round-trip/leaves-nothing': ['leftover'],
    'round-trip/completes': ['write-failed'],
    'concurrent-processes/no-lost-update': ['lost-update'],
    'round-trip/data-intact': ['missing-directory'],
  });
  expect(anomaly).toBe('lost-update');
  expect(reason).toMatch(
    /^processes: conflicts-detected fails: concurrent-processes\/no-lost-update: lost-update/,
  );
});

it.each([
  ['round-trip/foreign-survives', ['changed-mode', 'replaced-symlink', 'dropped-field']],
  ['round-trip/data-intact', ['missing-directory']],
  ['round-trip/refuses-broken', ['accepted-broken']],
  ['conflict/exact-message', ['wrong-conflict-message']],
  ['documents/keeps-owner', ['changed-owner']],
  ['concurrent-threads/exact-conflicts', ['inexact-message']],
])('conduct is told under m03 and required under strict: %s', (name, anomalies) => {
  const one = judged({ [name]: anomalies });
  expect(one.policies).toEqual({ m03: 'GO', strict: one.policies.strict });
  expect(['NO-GO', 'PARTIAL']).toContain(one.policies.strict);
  const failed = one.criteria.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  expect(new Set(failed)).toEqual(new Set(['conduct']));
});

it('what destroys data is no matter of conduct', () => {
  const one = judged({ 'round-trip/refuses-broken': ['accepted-broken', 'overwritten-broken'] });
  expect(one).toMatchObject({ decision: 'NO-GO', anomaly: 'overwritten-broken' });
  expect(judged({ 'round-trip/foreign-survives': ['changed-field'] }).decision).toBe('NO-GO');
});

it('a failure of conduct that hid something passes nothing', () => {
  expect(judged({ 'round-trip/data-intact': ['missing-directory'] }, 'm03', 3).decision).toBe('INCONCLUSIVE');
});
