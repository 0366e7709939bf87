// What is tried first: undisturbed schedules beside the quickest of everything else, in the scopes that are
// asked for.
import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/all-scenarios.js';
import { tryOrder } from './try-order.js';

const { search, others } = tryOrder(scenarios, ['single', 'processes']);

test('undisturbed schedules come before those with disturbances', () => {
  expect(search.map(({ scope, parts }) => [scope, parts?.[0]])).toEqual([
    ['processes', 'plain'],
    ['processes', 'stale-lock'],
  ]);
});

const productive = 8;

test('what finds most for its time comes before what takes as long and finds less', () => {
  expect(others.slice(0, productive).map(({ scenario }) => scenario)).toEqual([
    'after-trouble',
    'private-document',
    'round-trip',
    'documents',
    'power-loss',
    'one-store',
    'conflict',
    'io-faults',
  ]);
});

test('the rest goes by how long it takes, chance later, every scenario of the scopes once, and nothing of others', () => {
  const laneOf = (id: string) => scenarios.find((one) => one.id === id)?.lane;
  const quick = (id: string) => scenarios.find((one) => one.id === id)?.durationMs.quick ?? 0;
  const alone = others
    .slice(productive)
    .filter(({ scope, scenario }) => scope === 'single' && laneOf(scenario) !== 'measured');
  const costs = alone.map(({ scenario }) => quick(scenario));
  expect(costs).toEqual([...costs].sort((a, b) => a - b));
  expect(laneOf(others.at(-1)?.scenario ?? '')).toBe('measured');
  const places = new Map(others.map(({ scenario }, at) => [scenario, at]));
  expect(places.get('io-faults')).toBeLessThan(places.get('concurrent-processes') ?? 0);
  const wanted = scenarios
    .filter(
      ({ id, needs, benchmark }) =>
        !needs.includes('interleavings') && (benchmark === undefined || id === 'latency'),
    )
    .flatMap(({ id, scopes }) =>
      scopes.flatMap((scope) => (scope === 'threads' || scope === 'hosts' ? [] : [`${id} ${scope}`])),
    );
  const looked = others.map(({ scenario, scope }) => `${scenario} ${scope}`);
  expect(looked).toHaveLength(wanted.length);
  expect(new Set(looked)).toEqual(new Set(wanted));
});
