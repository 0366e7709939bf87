// The finding that a decision hangs on, from verdicts and findings written by hand: the gravest failure
// before what is unknown, how many others stand beside it, and of a GO the pass that rests on the least.
import { expect, it } from 'vitest';
import { finding } from '../../results/testing/judged-fixture.js';
import type { CriterionVerdict } from '../../results/verdicts/judged.js';
import type { Criterion } from '../../scenarios/scenario.js';
import { decisiveFinding } from './decisive-finding.js';

const criteria: Criterion[] = ['locks', 'litter', 'clock'].map((id) => ({
  id,
  group: 'strict',
  title: id,
  m03: null,
  requiredBy: ['strict'],
  provenBy: [`nemesis/${id}`],
}));

function verdict(
  id: string,
  is: CriterionVerdict['verdict'],
  anomaly?: string,
  scope: CriterionVerdict['scope'] = 'processes',
): CriterionVerdict {
  const note = `nemesis/${id}: something was seen`;
  return { id, scope, verdict: is, required: true, note, ...(anomaly === undefined ? {} : { anomaly }) };
}

it('is the gravest failure, with how many criteria stand against a GO beside it', () => {
  const verdicts = [
    verdict('litter', 'fail', 'leftover-file'),
    verdict('locks', 'fail', 'lost-update'),
    verdict('locks', 'fail', 'lost-update', 'threads'),
    verdict('clock', 'unknown'),
  ];
  expect(decisiveFinding(verdicts, [], criteria)).toEqual({
    stands: 'against',
    criterion: 'locks',
    scope: 'processes',
    note: 'nemesis/locks: something was seen',
    others: 2,
  });
});

it('is what is unknown where nothing fails, and alone where nothing else is', () => {
  const verdicts = [verdict('locks', 'pass'), verdict('clock', 'unknown')];
  expect(decisiveFinding(verdicts, [], criteria)).toMatchObject({ criterion: 'clock', others: 0 });
});

it('is of a GO the pass that rests on the least', () => {
  const thin = finding('nemesis', 'processes', 'clock', 'pass');
  const findings = [
    finding('nemesis', 'processes', 'locks', 'pass'),
    { ...thin, coverage: { n: 9, unit: 'plans', failureRateBelow: null } },
    {
      ...finding('other', 'processes', 'clock', 'pass'),
      coverage: { n: 1, unit: 'trials', failureRateBelow: null },
    },
  ];
  const verdicts = [verdict('locks', 'pass'), verdict('clock', 'pass')];
  expect(decisiveFinding(verdicts, findings, criteria)).toMatchObject({
    stands: 'for',
    criterion: 'clock',
    note: 'nemesis/clock: 0 anomalies in 1,000 writes (9 plans)',
  });
});

it('is nothing where nothing was judged', () => {
  expect(decisiveFinding([], [], criteria)).toBeNull();
  expect(decisiveFinding([verdict('locks', 'n/a')], [], criteria)).toBeNull();
});
