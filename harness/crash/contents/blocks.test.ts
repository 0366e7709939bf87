// Lists of blocks behave like plain bytes: whatever is written, cut off or cut short, the same bytes come
// out, and equal bytes have equal numbers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataOp, InodeLife } from '../trace/inode-life.js';
import { overwritten, resized } from '../trace/inode-tree.js';
import { type BlockContent, Blocks } from './blocks.js';
import { ContentHistory } from './content-history.js';
import { ContentStore } from './content-store.js';

const position = fc.oneof(
  fc.integer({ min: 0, max: 2100 }),
  fc.constantFrom(0, 1, 511, 512, 513, 1024, 1536, 2048),
);
const dataOp: fc.Arbitrary<DataOp> = fc.oneof(
  fc
    .record({ offset: position, length: position, fill: fc.integer({ min: 0, max: 3 }) })
    .map(({ offset, length, fill }) => ({
      at: 0,
      kind: 'write' as const,
      offset,
      // Not aligned, as pieces of larger buffers are.
      bytes: Buffer.alloc(length + 1, fill).subarray(1),
    })),
  position.map((size) => ({ at: 0, kind: 'truncate' as const, size })),
);

function lifeOf(initial: Uint8Array, data: DataOp[]): InodeLife {
  const nothing = { modes: [], syncs: [], fullSyncs: [], replacing: [] };
  return {
    ino: 1,
    type: 'file',
    target: '',
    initial,
    data: data.map((op, at) => ({ ...op, at })),
    ...nothing,
  };
}

function applied(bytes: Uint8Array, op: DataOp): Uint8Array {
  return op.kind === 'write' ? overwritten(bytes, op.offset, op.bytes) : resized(bytes, op.size);
}

describe('contents as blocks', () => {
  it('hold what bytes would hold, after every operation and every cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 1500 }),
        fc.array(dataOp, { maxLength: 6 }),
        fc.integer({ min: 1, max: 2000 }),
        (initial, ops, anyCut) => {
          const life = lifeOf(initial, ops);
          const history = new ContentHistory(new Blocks());
          const expected: Uint8Array[] = [initial];
          for (const op of life.data) expected.push(applied(expected.at(-1) ?? initial, op));
          // Backwards too: the order of calls does not matter.
          for (const count of [...expected.keys()].reverse()) {
            const before = expected[count] ?? initial;
            expect(history.blocks.toBytes(history.after(life, count))).toEqual(Uint8Array.from(before));
            const next = life.data[count];
            if (next?.kind !== 'write' || next.bytes.length < 2) continue;
            const cut = 1 + (anyCut % (next.bytes.length - 1));
            const half = applied(before, { ...next, bytes: next.bytes.subarray(0, cut) });
            expect(history.blocks.toBytes(history.cut(life, count, cut))).toEqual(Uint8Array.from(half));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are equal numbers exactly if they are equal bytes, however they came about', () => {
    fc.assert(
      fc.property(fc.array(fc.array(dataOp, { maxLength: 4 }), { maxLength: 8 }), (lives) => {
        const store = new ContentStore();
        const history = new ContentHistory(store.blocks);
        const numberOf = new Map<string, number>();
        for (const ops of lives) {
          const life = lifeOf(new Uint8Array(), ops);
          const content = history.after(life, ops.length);
          const id = store.intern(() => content);
          const bytes = store.blocks.toBytes(content);
          const key = Buffer.from(bytes).toString('latin1');
          expect(store.internBytes(bytes)).toBe(id);
          expect(Buffer.compare(store.bytes(id), bytes)).toBe(0);
          expect(numberOf.get(key) ?? id).toBe(id);
          numberOf.set(key, id);
        }
        expect(new Set(numberOf.values()).size).toBe(numberOf.size);
      }),
      { numRuns: 300 },
    );
  });

  it('never change what was handed out', () => {
    const blocks = new Blocks();
    const before = blocks.contentOf(Buffer.alloc(1024, 7));
    const copies: BlockContent[] = [
      blocks.written(before, 100, Buffer.alloc(600, 1)),
      blocks.resized(before, 10),
      blocks.cut(before, blocks.contentOf(Buffer.alloc(1024, 3)), 700),
    ];
    expect(copies.map(({ sizeBytes }) => sizeBytes)).toEqual([1024, 10, 1024]);
    expect(blocks.toBytes(before)).toEqual(new Uint8Array(1024).fill(7));
  });

  it('that are large are told apart by every block', () => {
    const store = new ContentStore();
    const bytes = new Uint8Array(1 << 20).map((_, at) => at % 251);
    const one = store.internBytes(bytes);
    expect(store.internBytes(Uint8Array.from(bytes))).toBe(one);
    const other = Uint8Array.from(bytes);
    other[700_000] = 255;
    expect(store.internBytes(other)).not.toBe(one);
  });

  it('that are equal get one number, whichever of them came as bytes', () => {
    const bytes = fc
      .array(fc.constantFrom(0, 1), { maxLength: 3 })
      .map((runs) => Buffer.concat(runs.map((byte) => Buffer.alloc(512, byte))));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), bytes), { maxLength: 12 }), (contents) => {
        const store = new ContentStore();
        const numbers = contents.map(([asBytes, content]) =>
          asBytes ? store.internBytes(content) : store.intern(() => store.blocks.contentOf(content)),
        );
        for (const [index, number] of numbers.entries()) {
          const content = contents[index]?.[1] ?? Buffer.alloc(0);
          expect(numbers.indexOf(number)).toBe(contents.findIndex(([, other]) => other.equals(content)));
          expect(Buffer.from(store.bytes(number))).toEqual(content);
        }
      }),
    );
  });
});
