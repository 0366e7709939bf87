// What is durable when, as tables: a flush covers what was answered before it came in, and nothing else.
import { expect, test } from 'vitest';
import type { DiskRecord } from '../device/disk-log.js';
import { historyOf } from './crash-points.js';
import type { DiskMark } from './disk-marks.js';
import { SECTOR_BYTES } from './sparse-disk.js';

const write = (id: number, fua = false): DiskRecord => ({
  type: 'write',
  id,
  offset: id * SECTOR_BYTES,
  data: Buffer.alloc(SECTOR_BYTES, 1),
  fua,
});
const flush = (id: number): DiskRecord => ({ type: 'flush', id });
const answered = (id: number): DiskRecord => ({ type: 'answered', id });
const mark = (one: DiskMark): DiskRecord => ({ type: 'mark', text: JSON.stringify(one) });
const place = mark({ mark: 'place', directory: 'places/0', variant: 'document-absent', initial: null });
const attempt = (rev: number): DiskRecord => mark({ mark: 'attempt', rev, token: `t${rev}` });
const acked = (rev: number): DiskRecord => mark({ mark: 'acked', rev, token: `t${rev}` });

/** Ids of what is durable and of what is not, at the last crash point. */
function atTheEnd(...records: DiskRecord[]): { durable: number[]; pending: number[] } {
  const history = historyOf([place, attempt(1), ...records]);
  const last = history.points.at(-1);
  return {
    durable: history.durable.slice(0, last?.durable).map(({ id }) => id),
    pending: (last?.pending ?? []).map(({ id }) => id),
  };
}

test.each<[string, DiskRecord[], { durable: number[]; pending: number[] }]>([
  ['a write alone is not', [write(0), answered(0)], { durable: [], pending: [0] }],
  [
    'a flush that is not answered covers nothing',
    [write(0), answered(0), flush(1)],
    { durable: [], pending: [0] },
  ],
  [
    'an answered flush covers what was answered before',
    [write(0), answered(0), flush(1), answered(1)],
    { durable: [0], pending: [] },
  ],
  [
    'not what was answered after it came in',
    [write(0), flush(1), answered(0), answered(1)],
    { durable: [], pending: [0] },
  ],
  [
    'not what came in after it',
    [write(0), answered(0), flush(1), write(2), answered(2), answered(1)],
    { durable: [0], pending: [2] },
  ],
  [
    'a write past the cache is durable when it is answered, alone',
    [write(0), answered(0), write(1, true), answered(1)],
    { durable: [1], pending: [0] },
  ],
  [
    'two flushes that overlap cover each what is theirs',
    [write(0), answered(0), flush(1), write(2), answered(2), flush(3), answered(3), answered(1)],
    { durable: [0, 2], pending: [] },
  ],
])('%s', (_name, records, expected) => {
  expect(atTheEnd(...records)).toEqual(expected);
});

test('the window follows the marks, and a place ends with its own', () => {
  const { points, places, flushes } = historyOf([
    write(0),
    answered(0),
    flush(1),
    answered(1),
    place,
    write(2),
    attempt(1),
    answered(2),
    acked(1),
    flush(3),
    answered(3),
    attempt(2),
    mark({ mark: 'left' }),
    write(4),
  ]);
  expect(places).toMatchObject([{ attempts: [{ rev: 1 }, { rev: 2 }], acknowledged: 1 }]);
  expect(points.map(({ window }) => [window.acked, window.attempted])).toEqual([
    [-1, 0],
    [-1, 0],
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 1],
  ]);
  // What is done outside of a place is durable for all of them, and no flush of theirs.
  expect(points.map(({ durable }) => durable)).toEqual([1, 1, 1, 1, 2, 2]);
  expect(flushes).toBe(1);
});
