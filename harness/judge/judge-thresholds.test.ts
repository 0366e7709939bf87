// Which strategies a limit is held against, and what it does to the exit code.
import { expect, test } from 'vitest';
import { costFindings, judgedRun, strategy } from '../../results/testing/judged-fixture.js';
import { exitCodeWith, judgeThresholds } from './judge-thresholds.js';

const strategies = [
  strategy('fast', 'GO', 'GO', { findings: costFindings(1.2, 1.1, 1.3, 1) }),
  strategy('slow', 'GO', 'GO', { findings: costFindings(9, 8, 10, 8) }),
];
const thresholds = ['median/floor < 2'];
const config = { ...judgedRun().config, thresholds };

test('what was required, else what is recommended, else nothing', () => {
  const told = (required: string[], recommended: string | null) =>
    judgeThresholds({ config: { ...config, required } }, strategies, recommended).map(
      ({ strategy: id, verdict }) => `${id} ${verdict}`,
    );
  expect(told(['slow'], 'fast')).toEqual(['slow fail']);
  expect(told([], 'fast')).toEqual(['fast pass']);
  expect(told([], null)).toEqual([]);
  expect(judgeThresholds(judgedRun(), strategies, 'fast')).toEqual([]);
});

test.each([
  [0, [], 0],
  [0, ['pass', 'pass'], 0],
  [0, ['pass', 'unknown'], 3],
  [0, ['unknown', 'fail'], 1],
  [1, ['pass'], 1],
  [3, ['fail'], 3],
] as const)('%i with %j is %i', (code, verdicts, expected) => {
  expect(
    exitCodeWith(
      code,
      verdicts.map((verdict) => ({ verdict })),
    ),
  ).toBe(expected);
});
