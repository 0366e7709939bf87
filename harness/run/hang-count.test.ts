// Hangs are counted by strategy, and only deaths of hanging count.
import { expect, test } from 'vitest';
import { death } from '../../results/testing/run-fixture.js';
import { HangCount, hangsMax } from './hang-count.js';

test('a strategy is given up after so many hangs, and no other with it', () => {
  const count = new HangCount();
  for (let hang = 0; hang < hangsMax; hang++) {
    expect(count.isTooMuch('mine')).toBe(false);
    count.addFrom('mine', [death]);
  }
  expect(count.isTooMuch('mine')).toBe(true);
  expect(count.isTooMuch('other')).toBe(false);
});

test('whoever ends by itself has not hung', () => {
  const count = new HangCount();
  const crash = { ...death, how: { type: 'exit', exitCode: 1 } } as typeof death;
  for (let end = 0; end < 9; end++) count.addFrom('mine', [crash]);
  expect(count.isTooMuch('mine')).toBe(false);
});
