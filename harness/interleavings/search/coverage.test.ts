import { expect, test } from 'vitest';
import { type Covered, coverageSentence, probabilityBound } from './coverage.js';

const dfs: Covered = {
  variant: 'plain',
  writers: 2,
  writes: 2,
  readers: 0,
  search: 'dfs',
  coverage: { completeTo: 2, sampled: 0 },
  schedules: 900,
  cut: 100,
};
const random: Covered = { ...dfs, search: 'pct', coverage: { completeTo: null, sampled: 300 } };

test.each<[string, Covered]>([
  ['all schedules of 2 × 2 with at most 2 preemptions', dfs],
  ['all schedules of 2 × 2 with at most 1 preemption', { ...dfs, coverage: { completeTo: 1, sampled: 0 } }],
  ['all schedules of 2 × 2 without preemption', { ...dfs, coverage: { completeTo: 0, sampled: 0 } }],
  ['1000 schedules of 2 × 2, no bound completed', { ...dfs, coverage: { completeTo: null, sampled: 0 } }],
  [
    'all schedules of 2 × 1 and 1 reader with at most 2 preemptions',
    { ...dfs, variant: 'reader', writes: 1, readers: 1 },
  ],
  ['all schedules of 2 × 2 and a crash anywhere with at most 2 preemptions', { ...dfs, variant: 'crash' }],
  ['300 random schedules of 2 × 2: p < 0.0099 at 95 %', random],
  ['1 random schedule of 2 × 2: p < 0.95 at 95 %', { ...random, coverage: { completeTo: null, sampled: 1 } }],
  ['no random schedule of 2 × 2', { ...random, coverage: { completeTo: null, sampled: 0 } }],
])('%s', (sentence, covered) => {
  expect(coverageSentence(covered)).toBe(sentence);
});

test('a bug at the bound would have been missed by one search in twenty', () => {
  for (const sampled of [1, 10, 1000]) {
    expect((1 - probabilityBound(sampled)) ** sampled).toBeCloseTo(0.05);
  }
  expect(probabilityBound(0)).toBe(1);
});
