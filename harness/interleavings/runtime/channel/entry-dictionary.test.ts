// What one end tells the other hears, whether for the first time or again; and ends that don't belong
// together are found out.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Entry, RawAccess } from '../../client-protocol.js';
import { EntryDecoder, EntryEncoder } from './entry-dictionary.js';

const access: fc.Arbitrary<RawAccess> = fc
  .record({
    resource: fc.oneof(
      fc.constant<RawAccess['resource']>({ type: 'clock' }),
      fc.record({ type: fc.constantFrom('name', 'kind', 'entries'), path: fc.constantFrom('a', 'b', '1') }),
      fc.record({ type: fc.constantFrom('inode', 'links', 'lock'), inode: fc.nat(2) }),
    ),
    mode: fc.constantFrom('read', 'change', 'write'),
    key: fc.constantFrom('name:a', 'name:b', ''),
  })
  .chain((plain) => fc.constantFrom<RawAccess>(plain, { ...plain, made: true }));
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.constant<Entry>({ e: 'clock-read' }),
  fc.record({ e: fc.constant('passed' as const), label: fc.constantFrom('a', 'b', '0') }),
  fc.record({ e: fc.constant('read' as const), n: fc.nat(3) }),
  fc.record({
    e: fc.constant('operation' as const),
    label: fc.constantFrom('open a {met:0}', 'rename a → b'),
    accesses: fc.array(access, { maxLength: 2 }),
    gated: fc.boolean(),
  }),
);

it('everything is heard as it was told, over JSON', () => {
  fc.assert(
    fc.property(fc.array(fc.array(entry), { maxLength: 8 }), (reports) => {
      const [encoder, decoder] = [new EntryEncoder(), new EntryDecoder()];
      for (const entries of reports) {
        const line = JSON.stringify(encoder.encode(entries));
        expect(decoder.decode(JSON.parse(line))).toEqual(entries);
      }
    }),
  );
});

it('what was told once is told as a number, and heard as the same object', () => {
  const [encoder, decoder] = [new EntryEncoder(), new EntryDecoder()];
  const told = [1, 2].map(() => encoder.encode([{ e: 'read', n: 1 }, { e: 'clock-read' }]));
  expect(told[1]).toEqual([0, 1]);
  const [first, again] = told.map((one) => decoder.decode(one));
  expect(again?.[1]).toBe(first?.[1]);
});

it('a number that means nothing here is a fault', () => {
  expect(() => new EntryDecoder().decode([0])).toThrow(RangeError);
});
