// Shards of any plan: together the whole, none twice, a scenario and its canaries in one, and about as dear.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/all-scenarios.js';
import type { PlannedCase } from './run-contract.js';
import { canariesOf, planCases } from './run-plan.js';
import { casesOfShard } from './shard-plan.js';

const planned = fc.array(
  fc.record<PlannedCase>({
    strategy: fc.constantFrom('a', 'b', 'c'),
    scenario: fc.constantFrom('s', 't', 'u', 'v'),
    scope: fc.constantFrom('single', 'threads', 'processes'),
    estimateMs: fc.integer({ min: 0, max: 1_000_000 }),
    lane: fc.constant('crash' as const),
    decides: fc.constant(true),
  }),
  { maxLength: 60 },
);

test('shards are a partition of the plan that keeps its order and its groups', () => {
  fc.assert(
    fc.property(planned, fc.integer({ min: 1, max: 9 }), (cases, of) => {
      const shards = Array.from({ length: of }, (_, at) => casesOfShard(cases, { index: at + 1, of }));
      expect(new Set(shards.flat())).toEqual(new Set(cases));
      expect(shards.flat()).toHaveLength(cases.length);
      const groups = shards.map(
        (shard) => new Set(shard.map(({ scenario, scope }) => `${scenario} ${scope}`)),
      );
      const groupCount = new Set(cases.map(({ scenario, scope }) => `${scenario} ${scope}`)).size;
      expect(groups.reduce((sum, group) => sum + group.size, 0)).toBe(groupCount);
      for (const shard of shards) expect(shard).toEqual(cases.filter((one) => shard.includes(one)));
    }),
  );
});

test('four shards of the standard plan: none is a third dearer than its share', () => {
  const ids = [...new Set(['flock', ...canariesOf(scenarios, 'standard')])];
  const cases = planCases(
    ids.map((id) => ({ id, reference: id, claims: {}, selected: id === 'flock', available: true })),
    scenarios,
    'standard',
  );
  const costOf = (some: readonly PlannedCase[]) => some.reduce((sum, { estimateMs }) => sum + estimateMs, 0);
  const dearestGroup = Math.max(
    ...scenarios.flatMap(({ id, scopes }) =>
      scopes.map((scope) => costOf(cases.filter((one) => one.scenario === id && one.scope === scope))),
    ),
  );
  const share = Math.max(costOf(cases) / 4, dearestGroup);
  for (let index = 1; index <= 4; index++) {
    expect(costOf(casesOfShard(cases, { index, of: 4 }))).toBeLessThanOrEqual((share * 4) / 3);
  }
});
