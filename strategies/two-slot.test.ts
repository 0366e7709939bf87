// The file of two slots by its bytes: what people see, which slot a write takes, what a torn or damaged slot
// means, growth and upgrade.
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { namedDocumentLockAvailability } from './locks/named-document-lock.js';
import { HEAD_BYTES, slotBytesFor } from './slot.js';
import type { Store, TaskFile } from './strategy.js';
import { parseTaskFile, serialiseTaskFile } from './task-file.js';
import twoSlot from './two-slot.js';

const { available } = namedDocumentLockAvailability();

let directory: string;
let path: string;
let store: Store;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-two-slot-'));
  path = join(directory, 'tasks.yaml');
  store = await twoSlot.open(path, { lockTimeoutMs: 0 });
});

afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const titled = (title: string): TaskFile => ({
  version: 1,
  rev: 0,
  updated_at: '',
  tasks: [{ id: 'a', title }],
});
const fresh = () => twoSlot.open(path, { lockTimeoutMs: 0 });
const titleOf = (file: TaskFile | null) => file?.tasks[0]?.title;
const slotBytes = () => statSync(path).size / 2;

/** Changes the bytes of a slot, as a torn write or a bad disk does. */
function spoil(slot: 0 | 1, at: number, how: (byte: number) => number = (byte) => byte ^ 1): void {
  const bytes = readFileSync(path);
  const offset = slot * slotBytes() + at;
  bytes[offset] = how(bytes[offset] ?? 0);
  writeFileSync(path, bytes);
}

/** The writes so far never finished marking the older document, as after a loss of power. */
function unmark(slot: 0 | 1): void {
  const bytes = readFileSync(path);
  bytes.write('#'.padEnd(127), slot * slotBytes() + HEAD_BYTES / 2, 'latin1');
  writeFileSync(path, bytes);
}

it.runIf(available)('is YAML that people and parsers can read, whatever was written before', async () => {
  for (const length of [3000, 10, 2000, 50, 800]) await store.write(titled('x'.repeat(length)), null);
  const text = readFileSync(path, 'utf8');
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
  await store.write(titled('small'), 0);
  const { ino, size } = statSync(path);
  await store.write(titled('small'), 1);
  await store.write(titled('small'), 2);
  expect(statSync(path)).toMatchObject({ ino, size });
  await store.write(titled('x'.repeat(100_000)), 3);
  expect(statSync(path).size).toBeGreaterThan(200_000);
  expect(await (await fresh()).read()).toMatchObject({ rev: 4 });
  await (await fresh()).write(titled('small again'), 4);
  expect(titleOf(await store.read())).toBe('small again');
  expect(readdirSync(directory)).toEqual(['tasks.yaml']);
});

it.runIf(available).each([0, 128, HEAD_BYTES + 20])(
  'reads the older document when byte %i of the newer one was not written',
  async (at) => {
    for (const title of ['one', 'two', 'three']) await store.write(titled(title), null);
    unmark(1);
    spoil(0, at);
    const isMarkOnly = at === 128;
    expect(titleOf(await (await fresh()).read())).toBe(isMarkOnly ? 'three' : 'two');
    const other = await fresh();
    expect(await other.write(titled('four'), null)).toMatchObject({ rev: isMarkOnly ? 4 : 3 });
    expect(titleOf(await store.read())).toBe('four');
  },
);

it.runIf(available)('refuses a damaged document that the other slot knows to be durable', async () => {
  for (const title of ['one', 'two', 'three']) await store.write(titled(title), null);
  spoil(0, HEAD_BYTES + 20);
  const before = readFileSync(path);
  for (const one of [store, await fresh()]) {
    await expect(one.read()).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    await expect(one.write(titled('four'), null)).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
  }
  expect(readFileSync(path)).toEqual(before);
});

it.runIf(available)('refuses two torn slots, a file that was cut off, and one that is longer', async () => {
  for (const title of ['one', 'two', 'three']) await store.write(titled(title), null);
  const whole = readFileSync(path);
  const half = whole.length / 2;
  const torn = Buffer.from(whole);
  torn.fill(0, 0, HEAD_BYTES);
  torn.fill(' ', half + HEAD_BYTES, half + HEAD_BYTES + 30);
  const cuts = [1, 100, 4096, half - 1, half, half + HEAD_BYTES, whole.length - 1];
  const cut = cuts.map((length) => whole.subarray(0, length));
  for (const damaged of [torn, ...cut, Buffer.concat([whole, Buffer.from('\n')])]) {
    writeFileSync(path, damaged);
    const one = await fresh();
    await expect(one.read()).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    await expect(one.write(titled('four'), null)).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    expect(readFileSync(path)).toEqual(damaged);
  }
});

it.runIf(available)('never overwrites the slot of the newest document', async () => {
  await store.write(titled('1'), 0);
  const stores = [store, await fresh(), await fresh()];
  for (let rev = 1; rev < 12; rev++) {
    const newest = readFileSync(path, 'latin1').indexOf(`: rev ${rev},`) < slotBytes() ? 0 : 1;
    const before = readFileSync(path).subarray(newest * slotBytes() + HEAD_BYTES, (newest + 1) * slotBytes());
    await stores[(rev * rev) % 3]?.write(titled(String(rev + 1)), rev);
    const after = readFileSync(path).subarray(newest * slotBytes() + HEAD_BYTES, (newest + 1) * slotBytes());
    expect(after.equals(before)).toBe(true);
  }
});

it.runIf(available)('takes over a plain YAML document, and another program’s replacement', async () => {
  const plain = { ...titled('by hand'), rev: 7, updated_at: 'x', note: 'kept' };
  writeFileSync(path, serialiseTaskFile(plain));
  expect(await store.read()).toEqual(plain);
  expect(await store.write(plain, 7)).toMatchObject({ rev: 8, note: 'kept' });
  writeFileSync(`${path}.new`, serialiseTaskFile({ ...plain, rev: 20 }));
  renameSync(`${path}.new`, path);
  await expect(store.write(plain, 8)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await store.write(plain, 20)).toMatchObject({ rev: 21 });
  expect(() => parseTaskFile(readFileSync(path), path)).toThrow(/several documents/);
});

it.runIf(available)('removes the temporary and lock files of writers that died', async () => {
  await store.write(titled('one'), 0);
  writeFileSync(`${path}.tmp`, 'half');
  writeFileSync(`${path}.lock`, '');
  await store.write(titled('two'), 1);
  expect(readdirSync(directory)).toEqual(['tasks.yaml']);
});

it('has room for half as much again, in whole pages', () => {
  expect(slotBytesFor(0)).toBe(4096);
  expect(slotBytesFor(100_000) % 4096).toBe(0);
  expect(slotBytesFor(100_000)).toBeGreaterThan(150_000);
});
