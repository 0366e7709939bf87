// The corpus itself: each strategy is what its file says, a sound one keeps the contract for a single client,
// and a broken one can be opened and written.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Strategy, TaskFile } from '../strategy.js';
import { brokenCorpus, soundCorpus } from './corpus-registry.js';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-trust-'));
afterAll(() => rmSync(directory, { recursive: true }));

const document: TaskFile = {
  version: 1,
  rev: 77,
  updated_at: '',
  tasks: [{ id: 'a', title: 'one' }],
  note: 'kept',
};
const lockTimeoutMs = 0;

async function available(strategy: Strategy): Promise<boolean> {
  return (await strategy.availability?.())?.available !== false;
}

it.each([
  ['broken', brokenCorpus],
  ['sound', soundCorpus],
] as const)('every file of %s has its line', (folder, corpus) => {
  const files = readdirSync(join(import.meta.dirname, folder)).map((name) => name.replace(/\.ts$/, ''));
  expect(new Set(Object.keys(corpus))).toEqual(new Set(files));
});

describe.each(Object.entries(soundCorpus))('%s', (id, load) => {
  it('keeps the contract for a single client', async () => {
    const { default: strategy }: { default: Strategy } = await load();
    expect(strategy.id).toBe(id);
    if (!(await available(strategy))) return;
    const path = join(directory, id, 'tasks.yaml');
    const store = await strategy.open(path, { lockTimeoutMs });
    expect(await store.read()).toBeNull();
    const first = await store.write(document, 0);
    expect(first).toMatchObject({ ...document, rev: 1, updated_at: expect.any(String) });
    const other = await strategy.open(path, { lockTimeoutMs });
    expect(await other.read()).toEqual(first);
    const message = 'Conflict detected: expected rev 0, found 1';
    await expect(other.write(document, 0)).rejects.toMatchObject({ code: 'CONFLICT', message });
    expect(await other.write(document, null)).toMatchObject({ rev: 2 });
    expect(await store.read()).toMatchObject({ rev: 2 });
    await store.close();
    await other.close();
    await expect(store.read()).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe.each(Object.entries(brokenCorpus))('%s', (id, load) => {
  it('writes what it reads, and says what must catch it', async () => {
    const { default: strategy, fallsBy } = await load();
    expect(strategy.id).toBe(id);
    expect(fallsBy).toSatisfy((names: readonly string[]) =>
      names.every((name) => /^[\w-]+\/[\w-]+$/.test(name)),
    );
    if (!(await available(strategy))) return;
    const store = await strategy.open(join(directory, `${id}.yaml`), { lockTimeoutMs });
    expect(await store.write(document, 0)).toMatchObject({ rev: 1 });
    expect(await store.read()).toMatchObject({ rev: 1, tasks: document.tasks });
    await store.close();
  });
});
