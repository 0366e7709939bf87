import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/all-scenarios.js';
import { dutiesIn } from '../../scenarios/scenario.js';
import { searchesAsked } from '../../scenarios/testing/noting-lab.js';
import { canariesOf, type PlannedStrategy, planCases, queueOf, stages } from './run-plan.js';

const strategy = (id: string, more: Partial<PlannedStrategy> = {}): PlannedStrategy => ({
  id,
  reference: id,
  claims: {},
  selected: true,
  available: true,
  ...more,
});

test('a selected strategy runs every scenario in each of its scopes, in one stretch', () => {
  const cases = planCases([strategy('flock'), strategy('ofd')], scenarios, 'quick');
  const perStrategy = scenarios.reduce((sum, { scopes }) => sum + scopes.length, 0);
  expect(cases).toHaveLength(2 * perStrategy);
  expect(new Set(cases.slice(0, perStrategy).map((one) => one.strategy))).toEqual(new Set(['flock']));
});

test('an unselected canary runs only the scenarios that name it', () => {
  const cases = planCases([strategy('in-place', { selected: false })], scenarios, 'quick');
  const naming = scenarios.filter(({ canaries }) => canaries.some((duty) => duty.strategy === 'in-place'));
  expect(new Set(cases.map((one) => one.scenario))).toEqual(new Set(naming.map(({ id }) => id)));
  expect(cases.length).toBeGreaterThan(0);
});

test('a strategy whose parts are missing runs nothing', () => {
  expect(planCases([strategy('ofd', { available: false })], scenarios, 'quick')).toEqual([]);
});

test('every scenario has a canary in each scope, and the plan knows them all', () => {
  for (const { id, scopes, canaries } of scenarios) {
    for (const scope of scopes) {
      expect(
        canaries.some((duty) => (duty.scopes ?? scopes).includes(scope)),
        `${id} ${scope}`,
      ).toBe(true);
    }
  }
  expect(canariesOf(scenarios, 'quick')).toContain('no-lock');
});

test('a case stays in the lane of its scenario, but for those that mostly wait', () => {
  const cases = planCases(
    [strategy('flock'), strategy('lockfile', { claims: { lockAfterKill: 'stale' } })],
    scenarios,
    'standard',
  );
  const laneOf = (id: string, scenario: string) =>
    cases.find((one) => one.strategy === id && one.scenario === scenario)?.lane;
  for (const { id, lane } of scenarios) {
    expect(laneOf('flock', id), id).toBe(lane);
  }
  expect(laneOf('lockfile', 'kill-mid-write')).toBe('stale-lock');
  const inVain = planCases(
    [strategy('stuck-lock', { claims: { lockAfterKill: 'stuck' }, selected: false })],
    scenarios,
    'standard',
  );
  expect(new Set(inVain.map(({ lane }) => lane))).toContain('stuck-lock');
  const quick = planCases([strategy('lockfile', { claims: { lockAfterKill: 'stale' } })], scenarios, 'quick');
  expect(quick.some(({ lane }) => lane === 'stale-lock')).toBe(false);
  const known = new Set<string>(stages.flat(2));
  expect(cases.filter(({ lane }) => !known.has(lane))).toEqual([]);
});

test('measurements run alone and last', () => {
  expect(stages.at(-1)).toEqual([['measured']]);
  expect(stages.slice(0, -1).flat(2)).not.toContain('measured');
});

test('long searches are begun first, and each case is in one queue', () => {
  const planned = planCases([strategy('flock'), strategy('m03', { selected: false })], scenarios, 'standard');
  const estimates = queueOf('search', planned).map(([, { estimateMs }]) => estimateMs);
  expect(estimates).toEqual([...estimates].sort((a, b) => b - a));
  const lanes = [...new Set(planned.map(({ lane }) => lane))];
  const queued = lanes.flatMap((lane) => queueOf(lane, planned));
  expect(queued.map(([index]) => index).sort((a, b) => a - b)).toEqual([...planned.keys()]);
  for (const [index, one] of queued) expect(one).toBe(planned[index]);
});

test.each(['quick', 'standard', 'soak'] as const)(
  'no search of a case has a budget in time, which a slow machine would use up (%s)',
  async (profile) => {
    const plans = await searchesAsked(profile);
    expect(plans.map(({ msMax }) => msMax)).toEqual(plans.map(() => null));
  },
);

test('a canary of one part runs that part only, and the whole when it is asked for', () => {
  const partsOf = (selected: boolean) =>
    planCases([strategy('takeover-by-name', { selected })], scenarios, 'quick')
      .filter(({ scenario }) => scenario === 'interleavings')
      .map(({ parts }) => parts);
  expect(partsOf(false)).toEqual([['stale-lock'], ['stale-lock']]);
  expect(partsOf(true)).toEqual([null, null]);
});

test('a canary of the longer profiles is left out of quick', () => {
  const searched = scenarios.filter(({ id }) => id === 'interleavings');
  expect(canariesOf(searched, 'quick')).not.toContain('long-lease');
  expect(canariesOf(searched, 'standard')).toContain('long-lease');
});

test.each(['quick', 'standard', 'soak'] as const)(
  'every variant that a profile searches has a canary of its own in each scope (%s)',
  async (profile) => {
    const variants = new Set((await searchesAsked(profile)).map(({ variant }) => variant));
    for (const scenario of scenarios.filter(({ id }) => id === 'interleavings')) {
      for (const scope of scenario.scopes) {
        const parts = dutiesIn(scenario, scope, profile).map(({ part }) => part);
        expect(new Set(parts), scope).toEqual(variants);
      }
    }
  },
);
