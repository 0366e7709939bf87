import { describe, expect, test } from 'vitest';
import type { Access, Step } from '../../../results/vocabulary/schedule.js';
import { contention } from './races.js';

const step = (client: number, touched: [Access['mode'], string, string][], decided = false): Step => ({
  client,
  kind: 'operation',
  label: `client ${client}`,
  accesses: touched.map(([mode, resource]) => ({ resource, mode })),
  keys: touched.map(([, , key]) => key),
  decided,
});
const opening = step(0, [
  ['read', 'name:a', 'name:a'],
  ['write', 'inode:i.0', 'content:a'],
]);
const unlinking = step(1, [
  ['write', 'name:a', 'name:a'],
  ['change', 'entries:.', 'entries:.'],
  ['write', 'inode:i.0', 'content:b'],
]);
const looking = step(2, [
  ['write', 'name:tmp', 'name:tmp'],
  ['read', 'clock', 'clock'],
]);
const waking: Step = { ...step(1, [['write', 'clock', 'clock']], true), kind: 'wake' };

describe('two steps that could be swapped', () => {
  test('are told apart by names before contents, from the next execution on', () => {
    const learned = contention();
    learned.race(opening, unlinking);
    expect([...learned.keys]).toEqual([]);
    expect(learned.hasGrown).toBe(true);
    expect(learned.renew()).toBe(true);
    expect([...learned.keys]).toEqual(['name:a']);
    expect(learned.renew()).toBe(false);
  });

  test('teach nothing if both were decided', () => {
    const learned = contention();
    learned.race({ ...opening, decided: true }, { ...unlinking, decided: true });
    expect(learned.hasGrown).toBe(false);
  });

  test('a key that did not stop a step is followed by its others, and then by distrust', () => {
    const learned = contention();
    const keys: string[][] = [];
    for (let i = 0; i < 3; i += 1) {
      learned.race({ ...opening, decided: true }, unlinking);
      expect(learned.unstoppable).toBeNull();
      learned.renew();
      keys.push([...learned.keys]);
    }
    expect(keys.map((known) => known.length)).toEqual([1, 2, 3]);
    learned.race({ ...opening, decided: true }, unlinking);
    expect(learned.unstoppable).toContain('client 1');
  });

  test('over time stops before the operation after which the clock was read', () => {
    const learned = contention();
    learned.race(looking, waking);
    learned.renew();
    expect([...learned.keys]).toEqual(['name:tmp']);
  });

  test('a reading of the clock without an operation stays where it is', () => {
    const learned = contention();
    learned.race(step(0, [['read', 'clock', 'clock']]), waking);
    expect([learned.hasGrown, learned.unstoppable]).toEqual([false, null]);
  });
});

describe('what actions of the schedule make a difference to', () => {
  const learnedFor = (action: 'crash' | 'pause'): string[] => {
    const learned = contention();
    learned.expose([opening, unlinking, looking], action);
    learned.renew();
    return [...learned.keys];
  };

  test('a crash: to what changes what others use too', () => {
    expect(learnedFor('crash')).toEqual(['content:a', 'name:a']);
  });

  test('a pause: to who looks at the clock', () => {
    expect(learnedFor('pause')).toEqual(['name:tmp']);
  });
});
