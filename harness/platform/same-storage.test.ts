import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareStorage } from './same-storage.js';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'holdfast-storage-'));
  for (const name of ['a', 'b']) mkdirSync(join(top, name));
});
afterEach(() => rmSync(top, { recursive: true }));

it('two directories of different content are told apart, and nothing is left in them', async () => {
  const [a, b] = [join(top, 'a'), join(top, 'b')];
  expect(await compareStorage(a, b, 0)).toEqual({
    type: 'different',
    why: `a file that was written into ${a} gives ENOENT in ${b}, 0 s later`,
  });
  expect([readdirSync(a), readdirSync(b)]).toEqual([[], []]);
});

it('two names of one mount are one mount', async () => {
  symlinkSync(join(top, 'a'), join(top, 'c'));
  expect(await compareStorage(join(top, 'a'), join(top, 'c'))).toMatchObject({ type: 'one-mount' });
  expect(await compareStorage(join(top, 'a'), join(top, 'a'))).toMatchObject({ type: 'one-mount' });
});

it('a place that can not be written to rejects', async () => {
  writeFileSync(join(top, 'file'), '');
  await expect(compareStorage(join(top, 'file'), join(top, 'a'), 0)).rejects.toThrow('ENOTDIR');
});
