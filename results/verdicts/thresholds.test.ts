// Limits on speed: what is a rule, and that noise neither passes nor fails one.
import { expect, test } from 'vitest';
import type { Speed } from './speed.js';
import { judgeThreshold, parseThreshold, thresholdMeasures } from './thresholds.js';

const figure = (
  name: string,
  value: number,
  ratio: [number, number, number] | null,
  scope: 'single' | 'threads' = 'single',
) => {
  const [of, low, high] = ratio ?? [];
  const toFloor =
    of === undefined || low === undefined || high === undefined ? null : { value: of, low, high };
  return { name, scenario: 's', scope, value, low: null, high: null, unit: 'ms', toFloor };
};
const speed: Speed = {
  figures: [
    figure('median', 2, [1.5, 1.4, 1.6]),
    figure('p99', 9, [6, 5, 7]),
    figure('fairness@8', 0.95, null),
    figure('fairness@8', 0.3, null, 'threads'),
  ],
  noise: null,
};

test.each([
  ['median < 3', ['pass']],
  ['median/floor<1.7', ['pass']],
  ['median/floor < 1.55', ['unknown']],
  ['median/floor < 1.3', ['fail']],
  ['p99/floor <= 6', ['unknown']],
  ['p99/floor > 4', ['pass']],
  ['fairness@8 > 0.9', ['pass', 'fail']],
  ['throughput@8 > 100', ['unknown']],
  ['fairness@8/floor > 1', ['unknown']],
  ['nonsense', ['unknown']],
])('%s', (rule, verdicts) => {
  expect(judgeThreshold(rule, 'mine', speed).map(({ verdict }) => verdict)).toEqual(verdicts);
});

test('nothing measured is unknown', () => {
  expect(judgeThreshold('median < 3', 'mine', null)).toMatchObject([{ verdict: 'unknown', value: null }]);
});

test.each([
  ['p99', null],
  ['p99 < fast', null],
  ['p98 < 3', 'p98'],
  ['fairness > 0.9', 'fairness'],
])('%s is no rule', (rule, measure) => {
  expect(parseThreshold(rule)).toEqual({ measure });
});

test.each(thresholdMeasures)('%s can be limited', (measure) => {
  expect(parseThreshold(`${measure} < 6.5`)).toMatchObject({ limit: 6.5, isUpper: true });
});
