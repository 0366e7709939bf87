// A reader of two slots that meets writers anywhere, also in the middle of a write: it returns a document that was
// the newest acknowledged one at some time during the read, or a newer one. One that looks at each slot once does
// not, and falls here.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { writeAllAt } from './in-place-file.js';
import { LINE_BYTES } from './sealed-entry.js';
import { entryIn, markFor, newFileWith, type SlotIndex, sealFor, startOf, type WholeSlot } from './slot.js';
import { parseTaskFile, serialiseTaskFile } from './task-file.js';
import { newerOf, TwoSlotFile } from './two-slot-file.js';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-two-slot-readers-'));
const path = join(directory, 'tasks.yaml');
afterAll(() => rmSync(directory, { recursive: true }));

const yamlOf = (rev: number) =>
  Buffer.from(
    serialiseTaskFile({
      version: 1,
      rev,
      updated_at: 'x',
      tasks: [{ id: 'a', title: 'x'.repeat((7 * rev) % 40) }],
    }),
  );

/** Writes one document after another, each in four steps. */
class Writer {
  acked = 1;
  attempted = 1;
  readonly #fd: number;
  readonly #slotBytes: number;
  #steps = this.#write();

  constructor() {
    const file = newFileWith(1, yamlOf(1));
    writeFileSync(path, file);
    this.#slotBytes = file.byteLength / 2;
    this.#fd = openSync(path, 'r+');
  }

  step(): void {
    if (this.#steps.next().done === true) this.#steps = this.#write();
  }

  close(): void {
    closeSync(this.#fd);
  }

  *#write(): Generator<void, void> {
    const rev = this.acked + 1;
    const index: SlotIndex = rev % 2 === 0 ? 1 : 0;
    const slotBytes = this.#slotBytes;
    const [place, older] = [{ index, slotBytes }, { index: index === 0 ? 1 : 0, slotBytes } as const];
    const seal = sealFor(place, rev, yamlOf(rev));
    const entry = entryIn(place, seal, yamlOf(rev));
    this.attempted = rev;
    for (const [from, to] of [
      [LINE_BYTES * 2 + 10, entry.byteLength],
      [0, LINE_BYTES * 2 + 10],
    ] as const) {
      writeAllAt(this.#fd, entry.subarray(from, to), startOf(place) + from);
      yield;
    }
    writeAllAt(this.#fd, markFor(seal), startOf(older) + LINE_BYTES);
    yield;
    this.acked = rev;
  }
}

/** Broken: takes the newer one that is whole, and looks no second time. */
class OneLookFile extends TwoSlotFile {
  protected override newestFor(fd: number, slotBytes: number): WholeSlot {
    const first = this.look(fd, 0, slotBytes);
    const newest = newerOf(first.whole, this.look(fd, 1, slotBytes).whole);
    if (newest === null) throw new Error('both slots are torn');
    return newest;
  }
}

/** The rev that is read while the writer makes so many steps before each look. */
function readAmong(kind: typeof TwoSlotFile, schedule: readonly number[]) {
  const writer = new Writer();
  let look = 0;
  const file = new (class extends kind {
    protected override look(fd: number, index: SlotIndex, slotBytes: number) {
      for (let step = 0; step < (schedule[look] ?? 0); step++) writer.step();
      look += 1;
      return super.look(fd, index, slotBytes);
    }
  })();
  try {
    for (let step = 0; step < (schedule.at(-1) ?? 0); step++) writer.step();
    const { acked } = writer;
    const bytes = file.contentToRead(path)?.bytes ?? Buffer.alloc(0);
    return { rev: parseTaskFile(bytes, path).rev, acked, attempted: writer.attempted };
  } finally {
    writer.close();
  }
}

const schedules = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 8 });

it('returns what was the newest at some time during the read', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const { rev, acked, attempted } = readAmong(TwoSlotFile, schedule);
      expect(rev).toBeGreaterThanOrEqual(acked);
      expect(rev).toBeLessThanOrEqual(attempted);
    }),
    { numRuns: 300 },
  );
});

it('returns an older one if it looks at each slot only once', () => {
  const found = fc.check(
    fc.property(schedules, (schedule) => {
      const { rev, acked } = readAmong(OneLookFile, schedule);
      return rev >= acked;
    }),
    { numRuns: 2000, seed: 1 },
  );
  expect(found.failed).toBe(true);
});
