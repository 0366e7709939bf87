import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import link from './link.js';
import type { TaskFile } from './strategy.js';
import { parseTaskFile, serialiseTaskFile } from './task-file.js';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-link-'));
  path = join(directory, 'tasks.yaml');
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const document = (rev: number): TaskFile => ({
  version: 1,
  rev,
  updated_at: 'now',
  tasks: [{ id: `r${rev}` }],
});
const inPlace = () => parseTaskFile(readFileSync(path), path).rev;

it('writes under the document’s own name, and leaves nothing beside it', async () => {
  const store = await link.open(path, { lockTimeoutMs: 0 });
  expect(await store.read()).toBeNull();
  expect(await store.write(document(0), 0)).toMatchObject({ rev: 1 });
  expect(await store.write(document(0), 1)).toMatchObject({ rev: 2 });
  await expect(store.write(document(0), 1)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'Conflict detected: expected rev 1, found 2',
  });
  expect(inPlace()).toBe(2);
  expect(readdirSync(directory)).toEqual(['tasks.yaml']);
});

it('goes on from what a dead writer had published, and tidies up what dead ones left', async () => {
  writeFileSync(path, serialiseTaskFile(document(4)));
  writeFileSync(`${path}.rev-4`, serialiseTaskFile(document(4)));
  writeFileSync(`${path}.rev-5`, serialiseTaskFile(document(5)));
  writeFileSync(`${path}.rev-6`, serialiseTaskFile(document(6)));
  writeFileSync(`${path}.b0e42fe7-31a5-4894-a441-007e5256afea.tmp`, 'version: 1\nre');
  const store = await link.open(path, { lockTimeoutMs: 0 });
  expect(await store.read()).toMatchObject({ rev: 6, tasks: [{ id: 'r6' }] });
  await expect(store.write(document(0), 4)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await store.write(document(0), 6)).toMatchObject({ rev: 7 });
  expect(inPlace()).toBe(7);
  expect(readdirSync(directory)).toEqual(['tasks.yaml']);
});

it('touches no file of another document', async () => {
  const others = ['tasks.yaml.bak', 'tasks.yaml.rev-x', 'tasks.yml', 'other.tmp'];
  for (const name of others) writeFileSync(join(directory, name), '');
  const store = await link.open(path, { lockTimeoutMs: 0 });
  await store.write(document(0), null);
  expect(new Set(readdirSync(directory))).toEqual(new Set([...others, 'tasks.yaml']));
});

it('adds up when several stores write at once', async () => {
  const stores = await Promise.all([0, 1, 2].map(() => link.open(path, { lockTimeoutMs: 60_000 })));
  const revs = await Promise.all(
    stores.flatMap((store) => [0, 1, 2].map(async () => (await store.write(document(0), null)).rev)),
  );
  expect(new Set(revs)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]));
  expect(readdirSync(directory)).toEqual(['tasks.yaml']);
});

it('ends what was begun before close, keeps what was handed over, and refuses what comes later', async () => {
  const store = await link.open(path, { lockTimeoutMs: 60_000 });
  const mine = document(0);
  const written = store.write(mine, null);
  mine.tasks.push({ id: 'too late' });
  const closed = store.close();
  await expect(store.write(mine, null)).rejects.toMatchObject({ code: 'CLOSED' });
  expect((await written).tasks).toEqual([{ id: 'r0' }]);
  await closed;
});
