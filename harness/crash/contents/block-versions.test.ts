// Flat lists of versions equal lists of lists that are made in the plainest way.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BlockVersions, blockVersions, type Touch, touchedWithin } from './block-versions.js';

const blocks = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 });
const touchesOf = fc.array(fc.tuple(fc.nat(5), fc.nat(5), blocks), { maxLength: 5 }).map((all) =>
  all.map(([one, other, held], since): Touch => {
    return {
      since,
      first: Math.min(one, other),
      end: Math.max(one, other) + 1,
      blocks: Int32Array.from(held),
    };
  }),
);

type Plain = [place: number, versions: [number: number, since: number][]][];

function plain({ places, counts, starts, numbers, sinces }: BlockVersions): Plain {
  return [...places].map((place, row) => [
    place,
    Array.from({ length: counts[row] ?? 0 }, (_, version) => {
      const at = (starts[row] ?? 0) + version;
      return [numbers[at] ?? -1, sinces[at] ?? -2];
    }),
  ]);
}

function expected(base: readonly number[], touches: readonly Touch[]): Plain {
  const lists: Plain = [];
  for (let place = 0; place < 6; place++) {
    const touching = touches.filter(({ first, end }) => first <= place && place < end);
    if (touching.length === 0) continue;
    const all: [number, number][] = [
      [base[place] ?? 0, -1],
      ...touching.map(({ since, blocks: held }): [number, number] => [held[place] ?? 0, since]),
    ];
    const lastOfEach = all.filter(([number], at) => !all.slice(at + 1).some(([later]) => later === number));
    lists.push([place, lastOfEach]);
  }
  return lists;
}

describe('versions of blocks', () => {
  it('are what was there, zeros beyond its end, and what was written, each once, the newest last', () => {
    fc.assert(
      fc.property(blocks, touchesOf, (base, touches) => {
        expect(plain(blockVersions(Int32Array.from(base), touches))).toEqual(expected(base, touches));
      }),
    );
  });

  it('are not zeros where something was synced', () => {
    const touch = { since: 0, first: 0, end: 2, blocks: Int32Array.of(8, 9) };
    const { counts, numbers } = blockVersions(Int32Array.of(7), [touch]);
    expect([...counts]).toEqual([2, 2]);
    expect([...numbers]).toEqual([7, 8, 0, 9]);
  });

  it('belong to blocks within a size, or beyond it', () => {
    const touch = { since: 0, first: 2, end: 5, blocks: new Int32Array(5) };
    const versions = blockVersions(new Int32Array(), [touch]);
    expect([0, 2, 3, 5, 9].map((size) => touchedWithin(versions, size))).toEqual([0, 0, 1, 3, 3]);
  });
});
