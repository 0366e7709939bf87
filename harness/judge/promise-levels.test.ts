// What a promise leaves out is n/a, and nothing else is.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../results/verdicts/finding.js';
import { byPromise } from './promise-levels.js';

const finding = (check: string, anomalies: string[], scope: Finding['scope'] = 'processes'): Finding => ({
  scenario: 'mixed',
  scope,
  check,
  verdict: anomalies.length > 0 ? 'fail' : 'pass',
  summary: check,
  coverage: { n: 9, unit: 'writes', failureRateBelow: null },
  evidence: anomalies.map((anomaly) => ({ anomaly, description: '', witness: [] })),
  metrics: [],
});

describe.each(['replace', 'append'] as const)('%s', (level) => {
  it.each([
    ['a lost update of several writers', finding('no-lost-update', ['lost-update'])],
    ['a pass of it as well', finding('no-lost-update', [])],
    ['conflicts', finding('stale-rejected', ['accepted-stale-write'], 'single')],
    ['what writes at once on one store lose', finding('calls-take-turns', ['lost-update'], 'single')],
    ['what a check for anything found of it', finding('survives-pause', ['lost-update', 'stale-read'])],
    ['a document of before, written last', finding('survives-pause', ['resurrected-write'])],
  ])('leaves out %s', (_, one) => {
    expect(byPromise([one], level)).toMatchObject([{ verdict: 'n/a', evidence: [] }]);
  });

  it.each([
    ['torn reads', finding('no-corruption', ['torn-read'])],
    ['what they make unreadable', finding('calls-take-turns', ['lost-update', 'torn-read'], 'single')],
    ['litter', finding('leaves-nothing', ['leftover'])],
    ['durability', finding('survives-ordered', ['lost-acknowledged-write'], 'single')],
    ['something else beside a lost update', finding('survives-pause', ['lost-update', 'hang'])],
    ['reads of an older document beside one writer', finding('linearizable', ['stale-read'], 'single')],
    ['a lost write of one writer', finding('all-in-order', ['lost-update'], 'single')],
  ])('keeps %s', (_, one) => {
    expect(byPromise([one], level)).toEqual([one]);
  });
});

it('an update that the library makes in one step is lost by the library', () => {
  const [lost, torn] = byPromise(
    [finding('no-lost-update', ['lost-update']), finding('no-corruption', ['torn-read'])],
    'update',
  );
  expect(lost).toMatchObject({ verdict: 'fail', summary: expect.stringMatching(/inside the library/) });
  expect(torn?.summary).toBe('no-corruption');
  expect(byPromise([finding('no-lost-update', ['lost-update'])], undefined)[0]?.verdict).toBe('fail');
});
