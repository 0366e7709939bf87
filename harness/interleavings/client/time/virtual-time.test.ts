// Virtual clocks and timers alone, without a thread that uses them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { VirtualTime } from './virtual-time.js';
import { delayMsOf } from './virtual-timer.js';

const START = { wallMs: 1_900_000_000_000, nowMs: 1000 };

function begun(): { time: VirtualTime; looks: () => number } {
  const time = new VirtualTime();
  let looks = 0;
  time.begin(START, () => {
    looks += 1;
  });
  return { time, looks: () => looks };
}

it('every look moves time by a microsecond and is told', () => {
  const { time, looks } = begun();
  expect([time.lookUs(), time.lookUs()]).toEqual([1_000_001, 1_000_002]);
  expect(time.lookWallMs()).toBe(START.wallMs);
  expect(looks()).toBe(3);
  expect(time.nowMs).toBe(1000.003);
});

it('a minute of looking is over after a few thousand looks, and a sleep makes looks small again', () => {
  const { time, looks } = begun();
  while (time.lookUs() < 61_000_000);
  expect(looks()).toBeLessThan(5000);
  time.wake();
  expect(time.lookUs() - time.lookUs()).toBe(-1);
});

it('the monotonic clock never goes back, the wall clock does as it is told', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ wallMs: fc.nat(1e6), nowMs: fc.nat(1e6) })), (sets) => {
      const { time } = begun();
      let last = time.nowMs;
      for (const times of sets) {
        time.set(times);
        expect(time.nowMs).toBeGreaterThanOrEqual(last);
        if (time.nowMs === times.nowMs) expect(time.wallMs).toBe(times.wallMs);
        last = time.nowMs;
      }
    }),
  );
});

it('timers come due by time, and of one time in the order in which they were set', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 })), (delays) => {
      const { time } = begun();
      const fired: number[] = [];
      for (const [index, ms] of delays.entries()) time.timers.set(() => fired.push(index), ms, false);
      time.advanceTo(1020);
      for (let timer = time.timers.takeDue(); timer !== null; timer = time.timers.takeDue()) timer.fire();
      const expected = [...delays.keys()].sort((a, b) => (delays[a] ?? 0) - (delays[b] ?? 0) || a - b);
      expect(fired).toEqual(expected);
    }),
  );
});

it('a repeating timer comes again, a closed one never, a refreshed one later', () => {
  const { time } = begun();
  const fired: string[] = [];
  const fireAll = (ms: number) => {
    time.advanceTo(ms);
    for (let timer = time.timers.takeDue(); timer !== null; timer = time.timers.takeDue()) timer.fire();
  };
  time.timers.set(() => fired.push('every'), 10, true);
  const once = time.timers.set(() => fired.push('once'), 15, false);
  time.timers.set(() => fired.push('never'), 12, false).close();
  fireAll(1011);
  once.refresh();
  fireAll(1025);
  expect(fired).toEqual(['every', 'every']);
  fireAll(1026);
  expect(fired).toEqual(['every', 'every', 'once']);
  expect(time.timers.find(once.id)).toBeUndefined();
});

it.each([
  [0, 1],
  [1.9, 1],
  [undefined, 1],
  ['12', 12],
  [2 ** 31, 1],
  [Number.NaN, 1],
])('a delay of %s is %s ms', (raw, ms) => {
  expect(delayMsOf(raw)).toBe(ms);
});

it('a wall clock of one’s own differs from the machine’s, by which files are dated', () => {
  const { time } = begun();
  time.set({ ...START, ownAheadMs: -3_600_000 });
  expect(time.lookWallMs()).toBe(START.wallMs - 3_600_000);
  expect(time.wallMs).toBeCloseTo(START.wallMs, 2);
});
