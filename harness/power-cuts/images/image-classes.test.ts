// Which disks are built at a crash point: each class is what its name says, a seed repeats the choice, and a
// budget is kept.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../random.js';
import type { CrashPoint } from './crash-points.js';
import { chooseImages } from './image-classes.js';
import { type DiskWrite, SECTOR_BYTES } from './sparse-disk.js';

const write = (id: number, sectors: number): DiskWrite => ({
  type: 'zero',
  id,
  offset: 0,
  length: sectors * SECTOR_BYTES,
  fua: false,
});

function pointOf(sectors: readonly number[]): CrashPoint {
  const pending = sectors.map((count, id) => write(id, count));
  return {
    place: { directory: 'p', variant: 'document-absent', initial: null, attempts: [], acknowledged: 0 },
    window: { acked: -1, attempted: 0 },
    durable: 0,
    pending,
  };
}

const byText = (one: readonly number[], other: readonly number[]): number =>
  one.join() < other.join() ? -1 : 1;
const idsOf = (applied: readonly { write: DiskWrite }[]): number[] => applied.map(({ write: { id } }) => id);

test('a few writes: every prefix, each one dropped, and torn where there are sectors to tear', () => {
  const images = chooseImages([pointOf([1, 2, 1])], 1000, seededRandom(1));
  const of = (name: string) => images.filter((image) => image.class === name).map(({ applied }) => applied);
  expect(of('prefix').map(idsOf).sort(byText)).toEqual([[], [0], [0, 1], [0, 1, 2]]);
  expect(of('dropped').map(idsOf).sort(byText)).toEqual([
    [0, 2],
    [1, 2],
  ]);
  expect(of('torn')).toHaveLength(1);
  expect(of('torn')[0]).toMatchObject([
    { write: { id: 0 }, sectors: null },
    { write: { id: 1 }, sectors: expect.any(Set) },
  ]);
});

const points = fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }), { maxLength: 4 });

test('every image is made of writes that were sent, in their order, each once, and no two are equal', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 0, max: 60 }), fc.nat(), (sizes, most, seed) => {
      const images = chooseImages(sizes.map(pointOf), most, seededRandom(seed));
      expect(images.length).toBeLessThanOrEqual(most);
      const keys = images.map(({ applied }) =>
        applied.map(({ write: { id }, sectors }) => `${id}${sectors === null ? '' : [...sectors]}`).join(),
      );
      expect(new Set(keys).size).toBe(keys.length);
      for (const { applied, point } of images) {
        const ids = idsOf(applied);
        expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other));
        for (const { write: one, sectors } of applied) {
          expect(point.pending).toContain(one);
          if (sectors === null) continue;
          const count = one.type === 'zero' ? one.length / SECTOR_BYTES : 0;
          expect(sectors.size).toBeGreaterThan(0);
          expect(sectors.size).toBeLessThan(count);
        }
      }
    }),
  );
});

test('a seed repeats the choice', () => {
  const choice = (seed: number) =>
    chooseImages([pointOf([1, 2, 3, 4]), pointOf([4, 1])], 12, seededRandom(seed)).map(({ applied }) =>
      idsOf(applied),
    );
  expect(choice(5)).toEqual(choice(5));
  expect(choice(5)).not.toEqual(choice(6));
});
