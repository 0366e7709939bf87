import { expect, it } from 'vitest';
import type { SamplesFact } from '../facts/samples-fact.js';
import { relativeSamples } from './relative-samples.js';

const fact = (strategy: number[], classical: number[], raw: number[], rounds = 2): SamplesFact => ({
  kind: 'samples',
  documentBytes: 2048,
  rounds,
  series: [
    { id: 'strategy', samplesNs: strategy },
    { id: 'classical-floor', samplesNs: classical },
    { id: 'raw-floor', samplesNs: raw },
  ],
  acknowledged: strategy.length,
  verified: strategy.length,
  seed: 1,
});

it('divides each write by the floor of its own round', () => {
  // The machine is half as fast in the second round: nothing of that is left.
  const found = relativeSamples(fact([20, 22, 24, 40, 44, 48], [10, 11, 12, 20, 22, 24], [2, 2, 2, 4, 4, 4]));
  expect(found?.classical).toEqual([1.8182, 2, 2.1818, 1.8182, 2, 2.1818]);
  expect(found?.raw).toEqual([10, 11, 12, 10, 11, 12]);
});

it('is empty for a floor that was not measured, or whose clock stood still', () => {
  expect(relativeSamples(fact([2, 4], [1], []))).toEqual({ classical: [], raw: [] });
  expect(relativeSamples(fact([2, 4], [0, 0], [1, 2]))?.classical).toEqual([]);
});

it('is null without samples', () => {
  expect(relativeSamples(fact([], [], [], 0))).toBeNull();
});
