// What a new scenario and a new strategy need to be planned, judged and reported: their own files and nothing
// else. Both are made up here and named nowhere in the sources; each fact about them that a run uses is one
// that they state.
import { expect, test } from 'vitest';
import { reporters } from '../../reports/reporter-registry.js';
import type { Profile } from '../../results/facts/run-record.js';
import { caseOf, runOf } from '../../results/testing/run-fixture.js';
import { scenarios } from '../../scenarios/all-scenarios.js';
import type { Check, Scenario } from '../../scenarios/scenario.js';
import { judgeRun } from '../judge/judge-run.js';
import { type PlannedStrategy, planCases, stages } from '../run/run-plan.js';

const ratio = { name: 'ratio-to-classical-floor', value: 1.75, unit: '×' };

function check(id: string, metrics: (typeof ratio)[] = []): Check {
  return {
    id,
    title: id,
    explanation: id,
    judge: (facts) => ({
      verdict: facts.length > 1 ? 'fail' : 'pass',
      summary: `${id} looked at ${facts.length} facts`,
      coverage: { n: facts.length, unit: 'facts', failureRateBelow: null },
      evidence: [],
      metrics,
    }),
  };
}

const unheardOf: Scenario = {
  id: 'unheard-of',
  title: 'Something that nobody has tried yet',
  explanation: 'Made up by a test.',
  scopes: ['threads', 'processes'],
  lane: 'crash',
  durationMs: { quick: 111, standard: 2222, soak: 33_333 },
  staleLockWaitMs: { quick: 0, standard: 5000, soak: 5000 },
  needs: ['session'],
  canaries: [{ strategy: 'careless', by: ['holds'] }],
  checks: [
    check('holds'),
    check('costs-little', [
      ratio,
      { name: 'total', value: 120, unit: 'ms' },
      { name: 'per-write', value: 1.2, unit: 'ms' },
    ]),
  ],
  run: () => Promise.reject(new Error('only planned, judged and reported here')),
};

const strategy = (id: string, lockAfterKill?: 'freed' | 'stale' | 'stuck'): PlannedStrategy => ({
  id,
  reference: id,
  claims: lockAfterKill === undefined ? {} : { lockAfterKill },
  selected: true,
  available: true,
});

test.each<[Profile, string[]]>([
  ['quick', ['new crash 111', 'new crash 111', 'slow crash 111', 'slow crash 111', 'jammed crash 111']],
  [
    'standard',
    [
      'new crash 2222',
      'new crash 2222',
      'slow stale-lock 7222',
      'slow stale-lock 7222',
      'jammed stuck-lock 7222',
    ],
  ],
])('a new scenario is planned as it and the strategies say (%s)', (profile, rows) => {
  const strategies = [strategy('new'), strategy('slow', 'stale'), strategy('jammed', 'stuck')];
  const plan = planCases(strategies, [...scenarios, unheardOf], profile);
  const own = plan.filter(({ scenario }) => scenario === unheardOf.id);
  expect(own.slice(0, 5).map((one) => `${one.strategy} ${one.lane} ${one.estimateMs}`)).toEqual(rows);
  const lanes = new Set<string>(stages.flat(2));
  expect(own.filter(({ lane }) => !lanes.has(lane))).toEqual([]);
});

test('what its checks find is judged, recommended and reported', async () => {
  const criterion = {
    ...({ id: 'new-criterion', group: 'criteria', title: 'A new criterion', m03: null } as const),
    ...({ requiredBy: ['m03', 'strict'], provenBy: ['unheard-of/holds'] } as const),
  };
  const cases = unheardOf.scopes.flatMap((scope) => [
    caseOf('careless', unheardOf.id, scope, [...caseOf('', '', scope).facts, ...caseOf('', '', scope).facts]),
    caseOf('new', unheardOf.id, scope),
  ]);
  const stored = runOf(cases);
  const judged = judgeRun(stored, { scenarios: [...scenarios, unheardOf], criteria: [criterion] }, 'm03');
  expect(judged.canaries.map(({ id, caught }) => `${id} ${caught}`)).toEqual([
    'careless true',
    'careless true',
  ]);
  expect(judged.recommended).toBe('new');
  const report = (await reporters.markdown()).render(judged, { color: false, width: 110 });
  expect(report).toContain('unheard-of');
  expect(report).toMatch(/new +\| +120 ms +\| +1.2 ms +\| +1.75/);
  const told = (await reporters.console()).render(judged, { color: false, width: 110 });
  expect(told).toContain('1.75');
});
