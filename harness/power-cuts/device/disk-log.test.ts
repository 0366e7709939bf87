// The log of a disk: what is written is read again, and what is cut off or no log is refused.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DiskLogError, type DiskRecord, decodeLog, encodeRecord } from './disk-log.js';

const id = fc.nat(2 ** 32 - 1);
const offset = fc.nat({ max: 2 ** 40 });
const record: fc.Arbitrary<DiskRecord> = fc.oneof(
  fc.record({
    type: fc.constant('write' as const),
    id,
    offset,
    data: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
    fua: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('zero' as const),
    id,
    offset,
    length: fc.nat(2 ** 32 - 1),
    fua: fc.boolean(),
  }),
  fc.record({ type: fc.constantFrom('flush' as const, 'answered' as const), id }),
  fc.record({ type: fc.constant('mark' as const), text: fc.string({ unit: 'grapheme' }) }),
);

test('every record is read as it was written', () => {
  fc.assert(
    fc.property(fc.array(record), (records) => {
      expect(decodeLog(Buffer.concat(records.map(encodeRecord)))).toEqual(records);
    }),
  );
});

test('a log that is cut off, or is none, is refused', () => {
  const bytes = encodeRecord({ type: 'mark', text: 'a mark' });
  for (const length of [1, 23, 25, bytes.length - 1])
    expect(() => decodeLog(bytes.subarray(0, length))).toThrow(DiskLogError);
  expect(() => decodeLog(Buffer.alloc(24, 0xff))).toThrow('no record at byte 0');
});
