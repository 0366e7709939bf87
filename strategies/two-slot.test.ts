// The file of two slots by its bytes: what people see, which slot a write takes, what a torn or damaged slot
// means, growth and upgrade.
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { namedDocumentLockAvailability } from './locks/named-document-lock.js';
import { HEAD_BYTES, slotBytesFor } from './slot.js';
import { parseTaskFile, serialiseTaskFile } from './task-file.js';
import { storeInDirectory, titled, titleOf } from './testing/store-in-directory.js';
import twoSlot from './two-slot.js';

const { available } = namedDocumentLockAvailability();

const place = storeInDirectory(twoSlot);
const slotBytes = () => statSync(place.path).size / 2;

/** Changes the bytes of a slot, as a torn write or a bad disk does. */
function spoil(slot: 0 | 1, at: number, how: (byte: number) => number = (byte) => byte ^ 1): void {
  const bytes = readFileSync(place.path);
  const offset = slot * slotBytes() + at;
  bytes[offset] = how(bytes[offset] ?? 0);
  writeFileSync(place.path, bytes);
}

/** The writes so far never finished marking the older document, as after a loss of power. */
function unmark(slot: 0 | 1): void {
  const bytes = readFileSync(place.path);
  bytes.write('#'.padEnd(127), slot * slotBytes() + HEAD_BYTES / 2, 'latin1');
  writeFileSync(place.path, bytes);
}

it.runIf(available)('is YAML that people and parsers can read, whatever was written before', async () => {
  for (const length of [3000, 10, 2000, 50, 800]) await place.store.write(titled('x'.repeat(length)), null);
  const text = readFileSync(place.path, 'utf8');
  const documents = parseAllDocuments(text);
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  expect(documents.map((one) => one.get('rev'))).toEqual([5, 4]);
  expect(text.split('\n').every((line) => line.length < 900)).toBe(true);
  expect(text.match(/^--- # slot .*$/gm)?.map((line) => line.trimEnd())).toEqual([
    expect.stringMatching(/^--- # slot 1 of 2, \d+ bytes each: rev 5, 884 bytes, sha256 [0-9a-f]{32}$/),
    expect.stringMatching(/^--- # slot 2 of 2, \d+ bytes each: rev 4, 134 bytes, sha256 [0-9a-f]{32}$/),
  ]);
  expect(text).toContain('# Older than rev 5 in the other slot, sha256 ');
});

it.runIf(available)('keeps file and size, and grows by replacing the file', async () => {
  await place.store.write(titled('small'), 0);
  const { ino, size } = statSync(place.path);
  await place.store.write(titled('small'), 1);
  await place.store.write(titled('small'), 2);
  expect(statSync(place.path)).toMatchObject({ ino, size });
  await place.store.write(titled('x'.repeat(100_000)), 3);
  expect(statSync(place.path).size).toBeGreaterThan(200_000);
  expect(await (await place.fresh()).read()).toMatchObject({ rev: 4 });
  await (await place.fresh()).write(titled('small again'), 4);
  expect(titleOf(await place.store.read())).toBe('small again');
  expect(readdirSync(place.directory)).toEqual(['tasks.yaml']);
});

it.runIf(available).each([0, 128, HEAD_BYTES + 20])(
  'reads the older document when byte %i of the newer one was not written',
  async (at) => {
    for (const title of ['one', 'two', 'three']) await place.store.write(titled(title), null);
    unmark(1);
    spoil(0, at);
    const isMarkOnly = at === 128;
    expect(titleOf(await (await place.fresh()).read())).toBe(isMarkOnly ? 'three' : 'two');
    const other = await place.fresh();
    expect(await other.write(titled('four'), null)).toMatchObject({ rev: isMarkOnly ? 4 : 3 });
    expect(titleOf(await place.store.read())).toBe('four');
  },
);

it.runIf(available)('refuses a damaged document that the other slot knows to be durable', async () => {
  for (const title of ['one', 'two', 'three']) await place.store.write(titled(title), null);
  spoil(0, HEAD_BYTES + 20);
  const before = readFileSync(place.path);
  for (const one of [place.store, await place.fresh()]) {
    await expect(one.read()).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    await expect(one.write(titled('four'), null)).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
  }
  expect(readFileSync(place.path)).toEqual(before);
});

it.runIf(available)('refuses two torn slots, a file that was cut off, and one that is longer', async () => {
  for (const title of ['one', 'two', 'three']) await place.store.write(titled(title), null);
  const whole = readFileSync(place.path);
  const half = whole.length / 2;
  const torn = Buffer.from(whole);
  torn.fill(0, 0, HEAD_BYTES);
  torn.fill(' ', half + HEAD_BYTES, half + HEAD_BYTES + 30);
  const cuts = [1, 100, 4096, half - 1, half, half + HEAD_BYTES, whole.length - 1];
  const cut = cuts.map((length) => whole.subarray(0, length));
  for (const damaged of [torn, ...cut, Buffer.concat([whole, Buffer.from('\n')])]) {
    writeFileSync(place.path, damaged);
    const one = await place.fresh();
    await expect(one.read()).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    await expect(one.write(titled('four'), null)).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    expect(readFileSync(place.path)).toEqual(damaged);
  }
});

it.runIf(available)('never overwrites the slot of the newest document', async () => {
  await place.store.write(titled('1'), 0);
  const stores = [place.store, await place.fresh(), await place.fresh()];
  for (let rev = 1; rev < 12; rev++) {
    const newest = readFileSync(place.path, 'latin1').indexOf(`: rev ${rev},`) < slotBytes() ? 0 : 1;
    const before = readFileSync(place.path).subarray(
      newest * slotBytes() + HEAD_BYTES,
      (newest + 1) * slotBytes(),
    );
    await stores[(rev * rev) % 3]?.write(titled(String(rev + 1)), rev);
    const after = readFileSync(place.path).subarray(
      newest * slotBytes() + HEAD_BYTES,
      (newest + 1) * slotBytes(),
    );
    expect(after.equals(before)).toBe(true);
  }
});

it.runIf(available)('takes over a plain YAML document, and another program’s replacement', async () => {
  const plain = { ...titled('by hand'), rev: 7, updated_at: 'x', note: 'kept' };
  writeFileSync(place.path, serialiseTaskFile(plain));
  expect(await place.store.read()).toEqual(plain);
  expect(await place.store.write(plain, 7)).toMatchObject({ rev: 8, note: 'kept' });
  writeFileSync(`${place.path}.new`, serialiseTaskFile({ ...plain, rev: 20 }));
  renameSync(`${place.path}.new`, place.path);
  await expect(place.store.write(plain, 8)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await place.store.write(plain, 20)).toMatchObject({ rev: 21 });
  expect(() => parseTaskFile(readFileSync(place.path), place.path)).toThrow(/several documents/);
});

it.runIf(available)('removes the temporary and lock files of writers that died', async () => {
  await place.store.write(titled('one'), 0);
  writeFileSync(`${place.path}.tmp`, 'half');
  writeFileSync(`${place.path}.lock`, '');
  await place.store.write(titled('two'), 1);
  expect(readdirSync(place.directory)).toEqual(['tasks.yaml']);
});

it('has room for half as much again, in whole pages', () => {
  expect(slotBytesFor(0)).toBe(4096);
  expect(slotBytesFor(100_000) % 4096).toBe(0);
  expect(slotBytesFor(100_000)).toBeGreaterThan(150_000);
});
