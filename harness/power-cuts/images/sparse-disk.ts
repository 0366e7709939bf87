// A disk as the sectors that are not zero: built from writes of a log, and written to a sparse file as far as
// there is something on it. A torn disk is one on which some sectors of a write are and others are not.
import fs from 'node:fs';
import type { DiskRecord } from '../device/disk-log.js';

/** Of every disk here, and so the size below which nothing is torn: that of current drives. */
export const SECTOR_BYTES = 4096;

export type DiskWrite = Extract<DiskRecord, { type: 'write' | 'zero' }>;

/** A write, or those of its sectors that arrived, counted from its first; null: all. */
export interface AppliedWrite {
  write: DiskWrite;
  sectors: ReadonlySet<number> | null;
}

interface Sector {
  /** Of the write that it comes from: a later one wins, in whatever order they became durable. */
  id: number;
  /** null: zeros. */
  bytes: Uint8Array | null;
}

export class UnalignedWriteError extends Error {
  override readonly name = 'UnalignedWriteError';
}

export function sectorsOf(write: DiskWrite): number {
  const length = write.type === 'write' ? write.data.length : write.length;
  if (write.offset % SECTOR_BYTES !== 0 || length % SECTOR_BYTES !== 0)
    throw new UnalignedWriteError(
      `a write of ${length} bytes at ${write.offset} is not one of whole sectors of ${SECTOR_BYTES}`,
    );
  return length / SECTOR_BYTES;
}

interface Run {
  offset: number;
  pieces: Uint8Array[];
}

export class SparseDisk {
  readonly #sectors = new Map<number, Sector>();
  /** null: a write has come since. */
  #runs: readonly Run[] | null = null;

  apply({ write, sectors }: AppliedWrite): void {
    const first = write.offset / SECTOR_BYTES;
    const count = sectorsOf(write);
    for (let index = 0; index < count; index++) {
      if (sectors !== null && !sectors.has(index)) continue;
      const before = this.#sectors.get(first + index);
      if (before !== undefined && before.id > write.id) continue;
      this.#sectors.set(first + index, { id: write.id, bytes: contentOf(write, index) });
      this.#runs = null;
    }
  }

  /** Runs of sectors that follow each other and are not zero, in order. */
  runs(): readonly Run[] {
    this.#runs ??= runsOf([...this.#sectors].filter(([, { bytes }]) => bytes !== null));
    return this.#runs;
  }

  /** The same of what `later` has beyond this disk, zeros included. */
  runsOver(later: SparseDisk): readonly Run[] {
    return runsOf(
      [...later.#sectors].filter(([at, { id }]) => {
        const before = this.#sectors.get(at);
        return before === undefined || before.id < id;
      }),
    );
  }
}

function runsOf(sectors: [number, Sector][]): Run[] {
  sectors.sort(([one], [other]) => one - other);
  const runs: Run[] = [];
  let next = -1;
  for (const [at, { bytes }] of sectors) {
    if (at !== next) runs.push({ offset: at * SECTOR_BYTES, pieces: [] });
    runs.at(-1)?.pieces.push(bytes ?? zeros);
    next = at + 1;
  }
  return runs;
}

function contentOf(write: DiskWrite, index: number): Uint8Array | null {
  if (write.type === 'zero') return null;
  const bytes = write.data.subarray(index * SECTOR_BYTES, (index + 1) * SECTOR_BYTES);
  return isZero(bytes) ? null : bytes;
}

const zeros = Buffer.alloc(SECTOR_BYTES);
function isZero(bytes: Uint8Array): boolean {
  return zeros.equals(bytes);
}

/** Pieces of one call of writev(2): IOV_MAX. */
const PIECES_MAX = 1024;

/** The whole content of the file, whatever it held before: `disk`, and `later` over it. Throws the system error. */
export function writeDisk(fd: number, disk: SparseDisk, later: SparseDisk, sizeBytes: number): void {
  fs.ftruncateSync(fd, 0);
  fs.ftruncateSync(fd, sizeBytes);
  for (const { offset, pieces } of [...disk.runs(), ...disk.runsOver(later)]) {
    for (let done = 0; done < pieces.length; done += PIECES_MAX) {
      const part = pieces.slice(done, done + PIECES_MAX);
      const written = fs.writevSync(fd, part, offset + done * SECTOR_BYTES);
      if (written !== part.length * SECTOR_BYTES)
        throw new Error(`only ${written} bytes of an image were written`);
    }
  }
}
