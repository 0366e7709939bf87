// Adapters over libraries in memory and over plain files: what a store reads, stores and refuses.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { append, replace, update } from './adapters.js';
import type { Identity } from './marked-document.js';
import type { Strategy, TaskFile } from './strategy.js';

const directory = mkdtempSync(join(tmpdir(), 'adapters-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Plain = Record<string, unknown>;

function inMemory() {
  const values = new Map<string, Plain>();
  return update({
    id: 'in-memory',
    open: (path) => ({
      read: () => values.get(path),
      update: (change) => values.set(path, change(values.get(path))),
    }),
  });
}

const plainFile = replace({
  id: 'plain-file',
  open: (path) => ({
    read: () =>
      readFile(path, 'utf8').then(JSON.parse, (error) =>
        error.code === 'ENOENT' ? null : Promise.reject(error),
      ),
    write: (next) => writeFile(path, JSON.stringify(next)),
  }),
});

/** A list of lines whose first one is a comment that holds the identity. */
const lines = replace<string[]>({
  id: 'lines',
  open: (path) => ({
    read: async () => (await readFile(path, 'utf8').catch(() => null))?.split('\n'),
    write: (next) => writeFile(path, next.join('\n')),
  }),
  document: {
    initial: ['# by hand'],
    mark: (document, identity) => [
      `#${JSON.stringify(identity)}`,
      ...document.filter((line) => !/^#\{/.test(line)),
    ],
    identityOf: ([first = '']) => (first.startsWith('#{') ? JSON.parse(first.slice(1)) : null),
  },
});

function log(): Strategy {
  const records: Identity[] = [];
  return append({
    id: 'log',
    open: () => ({ read: () => records, append: (record) => void records.push(record) }),
  });
}

const document = (fields: Partial<TaskFile> = {}): TaskFile => ({
  version: 1,
  rev: 77,
  updated_at: 'never',
  tasks: [{ id: 'a', title: ' \n' }],
  holdfast: { token: 't', digest: 'd' },
  ...fields,
});

test.each([inMemory(), plainFile, lines, log()])('$id keeps the contract of stores', async (strategy) => {
  const store = await strategy.open(join(directory, strategy.id), { lockTimeoutMs: 0 });
  expect(await store.read()).toBeNull();
  const first = await store.write(document(), 0);
  expect(first).toMatchObject({ rev: 1, tasks: [{ id: 'a', title: ' \n' }], holdfast: { token: 't' } });
  expect(Number.isNaN(Date.parse(first.updated_at))).toBe(false);
  expect(await store.read()).toEqual(first);
  const message = 'Conflict detected: expected rev 0, found 1';
  await expect(store.write(document(), 0)).rejects.toMatchObject({ code: 'CONFLICT', message });
  expect(await store.write(document(), null)).toMatchObject({ rev: 2 });
  await store.close();
  await expect(store.read()).rejects.toMatchObject({ code: 'CLOSED' });
});

test('what is in the document of the user stays there', async () => {
  const path = join(directory, 'lines');
  expect(readFileSync(path, 'utf8')).toMatch(/^#\{.*\}\n# by hand$/);
});

test('a document that was not written by the adapter is refused, and left alone', async () => {
  const path = join(directory, 'foreign');
  writeFileSync(path, '{"theme":"dark"}');
  const store = await plainFile.open(path, { lockTimeoutMs: 0 });
  await expect(store.read()).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
  await expect(store.write(document(), null)).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
  expect(readFileSync(path, 'utf8')).toBe('{"theme":"dark"}');
});

test('an identity of a newer version is refused, and left alone', async () => {
  const path = join(directory, 'newer');
  const text = JSON.stringify({ holdfast: { version: 99, rev: 3, updated_at: '', tasks: [] } });
  writeFileSync(path, text);
  const store = await plainFile.open(path, { lockTimeoutMs: 0 });
  await expect(store.read()).rejects.toMatchObject({ code: 'UNSUPPORTED_VERSION' });
  await expect(store.write(document(), null)).rejects.toMatchObject({ code: 'UNSUPPORTED_VERSION' });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('what the library can not parse is a document that can not be understood', async () => {
  const path = join(directory, 'cut-off');
  writeFileSync(path, '{"holdfast":');
  const store = await plainFile.open(path, { lockTimeoutMs: 0 });
  await expect(store.read()).rejects.toMatchObject({
    code: 'INVALID_DOCUMENT',
    cause: expect.any(SyntaxError),
  });
  await expect(store.write(document(), null)).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
  const loading = replace({
    id: 'loads-at-opening',
    open: (at) => {
      const text = readFileSync(at, 'utf8');
      return { read: () => JSON.parse(text), write: () => undefined, document: JSON.parse(text) };
    },
  });
  await expect(loading.open(path, { lockTimeoutMs: 0 })).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
});

test('only an update in one step claims several writers', () => {
  expect([inMemory(), plainFile, log()].map(({ level, claims }) => [level, claims])).toEqual([
    ['update', {}],
    ['replace', { threads: false, processes: false }],
    ['append', { threads: false, processes: false }],
  ]);
});
