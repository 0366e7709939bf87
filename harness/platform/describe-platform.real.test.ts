// The description of this very machine fits the schema of stored runs and leaves nothing behind.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformSchema } from '../../results/facts/run-record.js';
import { ciName, describePlatform, platformWarnings, runtimeOf } from './describe-platform.js';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-describe-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('this machine', async () => {
  const platform = await describePlatform(dir);
  expect(platformSchema.parse(platform)).toEqual(platform);
  expect(platform.id).toBe(`${process.platform}-${process.arch}`);
  expect(platform.cpus).toBeGreaterThan(0);
  expect(platform.fileSystem.fsyncNsMedian).toBeGreaterThan(0);
  expect(readdirSync(dir)).toEqual([]);
});

test('a directory that is not there is an error, not a guess', async () => {
  await expect(describePlatform(join(dir, 'absent'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('warnings follow from the file system and from preloaded libraries', () => {
  const fileSystem = { type: 'tmpfs', mount: '/dev/shm', options: 'rw', fsyncNsMedian: 1000 };
  expect(platformWarnings({ fileSystem }, { LD_PRELOAD: 'libeatmydata.so' })).toHaveLength(2);
  expect(platformWarnings({ fileSystem: { ...fileSystem, type: 'ext4' } }, {})).toEqual([]);
});

test.each([
  [{ node: '20.20.2' }, '20.20.2'],
  [{ node: '26.3.0', bun: '1.4.5' }, '26.3.0 (Bun 1.4.5)'],
  [{ node: '26.3.0', deno: '2.9.6' }, '26.3.0 (Deno 2.9.6)'],
])('%o is told as Node %s', (versions, told) => {
  expect(runtimeOf(versions)).toBe(told);
});

test.each([
  [{ GITHUB_ACTIONS: 'true', CI: 'true' }, 'github-actions'],
  [{ CI: '1' }, 'ci'],
  [{ CI: 'woodpecker' }, 'ci'],
  [{ CI: 'false' }, null],
  [{ CI: '' }, null],
  [{}, null],
])('%o is %s', (env, expected) => {
  expect(ciName(env)).toBe(expected);
});
