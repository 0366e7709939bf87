import { expect, it } from 'vitest';
import { costOf, type TimedOperation } from './call-clock.js';

const op = (part: TimedOperation['part'], fromNs: number, toNs: number): TimedOperation => ({
  part,
  fromNs,
  toNs,
});

it('gives each operation its time, and what lies between to computation', () => {
  const cost = costOf(
    [op('read', 10, 30), op('write', 70, 80), op('fsync', 80, 180), op('rename', 181, 190)],
    200,
  );
  expect(cost).toEqual({
    totalNs: 200,
    partsNs: { read: 20, write: 10, fsync: 100, rename: 9 },
    computingNs: 10 + 40 + 1 + 10,
  });
});

it('counts what comes between two operations on a lock as the lock, and after the work as its release', () => {
  const cost = costOf(
    [op('lock', 5, 10), op('lock', 40, 50), op('read', 60, 70), op('write', 80, 90), op('lock', 95, 100)],
    110,
  );
  expect(cost.partsNs).toEqual({ lock: 5 + 30 + 10, read: 10, write: 10, unlock: 5 + 5 + 10 });
  expect(cost.computingNs).toBe(5 + 10 + 10);
});

it('loses no time: parts and computation make the whole', () => {
  const operations = [op('lock', 1, 4), op('read', 6, 9), op('other', 9, 12), op('lock', 15, 21)];
  const { partsNs, computingNs, totalNs } = costOf(operations, 30);
  expect(Object.values(partsNs).reduce((sum, ns) => sum + ns, computingNs)).toBe(totalNs);
});

it('is all computation where nothing was seen, and no release where nothing but the lock was', () => {
  expect(costOf([], 7)).toEqual({ totalNs: 7, partsNs: {}, computingNs: 7 });
  expect(costOf([op('lock', 0, 3), op('lock', 5, 7)], 7).partsNs).toEqual({ lock: 7 });
});

it('counts no time twice that operations share', () => {
  const { partsNs, computingNs } = costOf([op('read', 0, 10), op('read', 5, 12)], 12);
  expect(partsNs).toEqual({ read: 12 });
  expect(computingNs).toBe(0);
});
