// The journal by its bytes: what people see, torn tails, entries that don't belong there, compaction, upgrade.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import journal from './journal.js';
import { namedDocumentLockAvailability } from './locks/named-document-lock.js';
import { serialiseTaskFile } from './task-file.js';
import { storeInDirectory, titled, titleOf } from './testing/store-in-directory.js';

const { available } = namedDocumentLockAvailability();

const place = storeInDirectory(journal);

/** Where the line of an entry begins. */
const startOf = (rev: number) => readFileSync(place.path, 'latin1').indexOf(`--- # entry: rev ${rev},`);

/** Of the documents in the file. */
const revs = () => {
  const documents = parseAllDocuments(readFileSync(place.path, 'utf8'));
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  return documents.map((one) => one.get('rev'));
};

function change(offset: number, bytes: Uint8Array | string): void {
  const all = readFileSync(place.path);
  Buffer.from(bytes).copy(all, offset);
  writeFileSync(place.path, all);
}

it.runIf(available)('is YAML that people and parsers can read', async () => {
  for (const title of ['one', 'two', 'three']) await place.store.write(titled(title), null);
  expect(revs()).toEqual([1, 2, 3]);
});

it.runIf(available)('appends in place, and replaces a full journal', async () => {
  await place.store.write(titled('x'.repeat(500)), 0);
  const { ino, size } = statSync(place.path);
  for (let rev = 1; statSync(place.path).ino === ino; rev++) {
    expect(statSync(place.path).size).toBe(size);
    expect(await place.store.write(titled('x'.repeat(500)), rev)).toMatchObject({ rev: rev + 1 });
    expect(rev).toBeLessThan(30);
  }
  const { rev = 0 } = (await (await place.fresh()).read()) ?? {};
  expect(rev).toBeGreaterThan(10);
  expect(revs()).toHaveLength(1);
  expect(await place.store.write(titled('x'.repeat(100_000)), rev)).toMatchObject({ rev: rev + 1 });
  expect(await (await place.fresh()).write(titled('small'), rev + 1)).toMatchObject({ rev: rev + 2 });
  expect(readdirSync(place.directory)).toEqual(['tasks.yaml']);
});

it.runIf(available).each([0, 60, 140])(
  'ignores a tail that is torn at byte %i, and clears it away',
  async (at) => {
    for (const title of ['one', 'two', 'three']) await place.store.write(titled(title), null);
    const start = startOf(3);
    change(start + at, 'torn');
    expect(titleOf(await place.store.read())).toBe('two');
    const other = await place.fresh();
    expect(await other.write(titled('third'), 2)).toMatchObject({ rev: 3 });
    expect(titleOf(await place.store.read())).toBe('third');
    expect(revs()).toEqual([1, 2, 3]);
  },
);

it.runIf(available)('takes no entry for the next one that followed another', async () => {
  for (const title of ['one', 'two', 'new', 'old']) await place.store.write(titled(title), null);
  const end = startOf(4);
  const tail = readFileSync(place.path).subarray(end);
  change(startOf(3) + 150, '?');
  // As long as the one it replaces, so that what lies behind it begins at the right place.
  await (await place.fresh()).write(titled('now'), 2);
  change(end, tail);
  expect(startOf(4)).toBe(end);
  expect(await place.store.read()).toMatchObject({ rev: 3, tasks: [{ title: 'now' }] });
});

it.runIf(available)('writes again what others appended, with its own entry', async () => {
  await place.store.write(titled('one'), 0);
  const other = await place.fresh();
  await other.write(titled('two'), 1);
  await place.store.write(titled('three'), 2);
  await other.write(titled('four'), 3);
  expect(await place.store.read()).toMatchObject({ rev: 4 });
  await expect(place.store.write(titled('x'), 3)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(revs()).toEqual([1, 2, 3, 4]);
});

it.runIf(available)(
  'refuses a journal that was cut off, or has no whole document, and leaves it alone',
  async () => {
    await place.store.write(titled('one'), 0);
    const whole = readFileSync(place.path);
    const spoilt = Buffer.from(whole);
    spoilt.fill(0, 150, 200);
    for (const damaged of [
      spoilt,
      whole.subarray(0, 128),
      whole.subarray(0, 200),
      // Nothing but blanks is missing, yet there may have been more.
      whole.subarray(0, whole.length / 2),
      Buffer.concat([whole, Buffer.from('added: by an editor\n')]),
      Buffer.alloc(whole.length),
    ]) {
      writeFileSync(place.path, damaged);
      for (const one of [place.store, await place.fresh()]) {
        await expect(one.read()).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
        await expect(one.write(titled('two'), null)).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
      }
      expect(readFileSync(place.path)).toEqual(damaged);
    }
  },
);

it.runIf(available)('takes over a plain YAML document', async () => {
  const plain = { ...titled('by hand'), rev: 7, updated_at: 'x', note: 'kept' };
  writeFileSync(place.path, serialiseTaskFile(plain));
  expect(await place.store.read()).toEqual(plain);
  expect(await place.store.write(plain, 7)).toMatchObject({ rev: 8, note: 'kept' });
  expect(await (await place.fresh()).read()).toMatchObject({ rev: 8, note: 'kept' });
});
