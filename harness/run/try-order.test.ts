// What is tried first: undisturbed schedules beside the quickest of everything else, in the scopes that are asked for.
import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/scenario-registry.js';
import { tryOrder } from './try-order.js';

const { search, others } = tryOrder(scenarios, ['single', 'processes']);

test('undisturbed schedules come before those with disturbances', () => {
  expect(search.map(({ scope, parts }) => [scope, parts?.[0]])).toEqual([
    ['processes', 'plain'],
    ['processes', 'stale-lock'],
  ]);
});

test('the rest goes by how long it takes, chance last, every scenario of the scopes once, and nothing of others', () => {
  const of = (step: (typeof others)[number]) => scenarios.find(({ id }) => id === step.scenario);
  const isLate = (step: (typeof others)[number]) =>
    of(step)?.lane === 'measured' || (of(step)?.lane === 'contention' && step.scope !== 'single');
  for (const part of [others.filter((step) => !isLate(step)), others.filter(isLate)]) {
    const costs = part.map((step) => of(step)?.durationMs.quick ?? 0);
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
  }
  expect(others.findIndex(isLate)).toBe(others.filter((step) => !isLate(step)).length);
  const wanted = scenarios
    .filter(({ lane }) => lane !== 'search')
    .flatMap(({ id, scopes }) => scopes.flatMap((scope) => (scope === 'threads' ? [] : [`${id} ${scope}`])));
  const looked = others.map(({ scenario, scope }) => `${scenario} ${scope}`);
  expect(looked).toHaveLength(wanted.length);
  expect(new Set(looked)).toEqual(new Set(wanted));
});
