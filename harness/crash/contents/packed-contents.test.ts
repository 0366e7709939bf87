// Packed contents are unpacked unchanged, from whichever store; equal blocks are sent once.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ContentStore } from './content-store.js';
import { ContentPacking, unpacked } from './packed-contents.js';

it('gives back every content of every store', () => {
  const content = fc
    .array(fc.record({ byte: fc.integer({ min: 0, max: 2 }), length: fc.integer({ min: 0, max: 900 }) }), {
      maxLength: 4,
    })
    .map((runs) => Buffer.concat(runs.map(({ byte, length }) => Buffer.alloc(length, byte))));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), content), { maxLength: 12 }),
      (contents) => {
        const packing = new ContentPacking();
        const stores = [new ContentStore(), new ContentStore()];
        const packed = contents.map(([which, bytes]) => {
          const store = stores[which] ?? new ContentStore();
          return packing.pack(store, store.internBytes(bytes));
        });
        const table = Buffer.from(packing.text(), 'base64');
        for (const [index, one] of packed.entries()) {
          expect(Buffer.from(unpacked(one, table))).toEqual(contents[index]?.[1]);
        }
      },
    ),
  );
});

it('sends a block once that many contents have', () => {
  const packing = new ContentPacking();
  const block = Buffer.alloc(512, 'a');
  for (const count of [1, 2, 3]) packing.packBytes(Buffer.concat(Array.from({ length: count }, () => block)));
  expect(Buffer.from(packing.text(), 'base64')).toEqual(block);
});
