// Disks built of writes: a later write wins in whatever order they became durable, and zeros take no room.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DiskWrite, SECTOR_BYTES, SparseDisk, UnalignedWriteError, writeDisk } from './sparse-disk.js';

const SECTORS = 8;
const write = (id: number, sector: number, ...fill: number[]): DiskWrite => ({
  type: 'write',
  id,
  offset: sector * SECTOR_BYTES,
  data: Buffer.concat(fill.map((byte) => Buffer.alloc(SECTOR_BYTES, byte))),
  fua: false,
});

/** The first byte of each sector of the file. */
function onDisk(disk: SparseDisk, later: SparseDisk = new SparseDisk()): number[] {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-disk-'));
  const fd = fs.openSync(path.join(directory, 'image'), 'w+');
  try {
    fs.writeSync(fd, Buffer.alloc(SECTOR_BYTES * SECTORS, 0xee));
    writeDisk(fd, disk, later, SECTOR_BYTES * SECTORS);
    const bytes = fs.readFileSync(path.join(directory, 'image'));
    expect(bytes).toHaveLength(SECTOR_BYTES * SECTORS);
    return Array.from({ length: SECTORS }, (_, sector) => bytes[sector * SECTOR_BYTES] ?? -1);
  } finally {
    fs.closeSync(fd);
    fs.rmSync(directory, { recursive: true });
  }
}

test('what the file held before is gone, and every sector is where it belongs', () => {
  const disk = new SparseDisk();
  disk.apply({ write: write(0, 1, 1, 2, 3), sectors: null });
  disk.apply({ write: write(1, 6, 9), sectors: null });
  disk.apply({
    write: { type: 'zero', id: 2, offset: 2 * SECTOR_BYTES, length: SECTOR_BYTES, fua: false },
    sectors: null,
  });
  expect(onDisk(disk)).toEqual([0, 1, 0, 3, 0, 0, 9, 0]);
});

test('of a torn write only some sectors arrive', () => {
  const disk = new SparseDisk();
  disk.apply({ write: write(0, 0, 1, 2, 3), sectors: new Set([0, 2]) });
  expect(onDisk(disk).slice(0, 4)).toEqual([1, 0, 3, 0]);
});

test('what comes later lies over a disk, zeros too, unless the disk has what is newer', () => {
  const disk = new SparseDisk();
  disk.apply({ write: write(3, 0, 1, 2, 3, 4), sectors: null });
  const later = new SparseDisk();
  const zero: DiskWrite = { type: 'zero', id: 4, offset: SECTOR_BYTES, length: SECTOR_BYTES, fua: false };
  for (const one of [write(2, 0, 8), zero, write(5, 3, 9, 9)]) later.apply({ write: one, sectors: null });
  expect(onDisk(disk, later).slice(0, 6)).toEqual([1, 0, 3, 9, 9, 0]);
  expect(onDisk(disk).slice(0, 6)).toEqual([1, 2, 3, 4, 0, 0]);
});

test('a later write wins, in whatever order they are applied', () => {
  const writes = fc.uniqueArray(fc.record({ id: fc.nat(30), sector: fc.nat(SECTORS - 2) }), {
    selector: ({ id }) => id,
  });
  fc.assert(
    fc.property(
      writes.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, order]) => {
        const expected = new Map<number, number>();
        for (const { id, sector } of [...all].sort((one, other) => one.id - other.id)) {
          expected.set(sector, id + 1);
          expected.set(sector + 1, id + 1);
        }
        const disk = new SparseDisk();
        for (const { id, sector } of order)
          disk.apply({ write: write(id, sector, id + 1, id + 1), sectors: null });
        const found = disk
          .runs()
          .flatMap(({ offset, pieces }) =>
            pieces.map((piece, index): [number, number] => [offset / SECTOR_BYTES + index, piece[0] ?? -1]),
          );
        expect(new Map(found)).toEqual(expected);
      },
    ),
  );
});

test('a write of less than a sector is refused: nothing here tears sectors', () => {
  const half: DiskWrite = { type: 'zero', id: 0, offset: 512, length: SECTOR_BYTES, fua: false };
  expect(() => new SparseDisk().apply({ write: half, sectors: null })).toThrow(UnalignedWriteError);
});
