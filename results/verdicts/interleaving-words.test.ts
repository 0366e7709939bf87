// What was covered, in words that claim no more.
import { expect, test } from 'vitest';
import { resultOf, violationOf } from '../testing/interleaving-search-fixture.js';
import { coverageWords } from './interleaving-words.js';

test.each([
  [resultOf('plain'), 'all schedules of 2 × 2 with at most 2 preemptions'],
  [resultOf('crash'), 'all schedules of 2 × 2 with a crash and at most 2 preemptions'],
  [resultOf('stale-lock'), 'all schedules of 2 × 2 after a dead writer with at most 2 preemptions'],
  [resultOf('reader'), 'all schedules of 2 × 1 and 1 reader with at most 2 preemptions'],
  [
    resultOf('plain', [], { coverage: { completeTo: 0, sampled: 0 } }),
    'all schedules of 2 × 2 with no preemption',
  ],
  [
    resultOf('pause', [], { coverage: { completeTo: null, sampled: 0 } }),
    'not even all schedules of 2 × 2 with a pause and no preemption',
  ],
  [
    resultOf('plain', [], { coverage: { completeTo: 2, sampled: 1000 } }),
    'all schedules of 2 × 2 with at most 2 preemptions; 1,000 random schedules (p < 0.30 % at 95 %)',
  ],
  [
    resultOf('plain', [], { search: 'pct', coverage: { completeTo: null, sampled: 1000 } }),
    '1,000 random schedules (p < 0.30 % at 95 %) of 2 × 2',
  ],
  [
    resultOf('plain', [violationOf('torn-read')], {
      search: 'walk',
      coverage: { completeTo: null, sampled: 1 },
    }),
    '1 random schedule of 2 × 2',
  ],
  [
    resultOf('plain', [], { search: 'walk', coverage: { completeTo: null, sampled: 0 } }),
    'no schedule of 2 × 2',
  ],
])('%#: %s', (result, words) => {
  expect(coverageWords(result)).toBe(words);
});
