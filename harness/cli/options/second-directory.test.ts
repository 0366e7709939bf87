import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { collectDirectories, defaultDirectories, sharedDirectory } from './second-directory.js';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'holdfast-second-'));
  mkdirSync(join(top, 'a'));
});
afterEach(() => rmSync(top, { recursive: true }));

it('what is typed replaces the default; a second is added, a third refused', () => {
  expect(collectDirectories('a', defaultDirectories)).toEqual(['a']);
  expect(collectDirectories('b', ['a'])).toEqual(['a', 'b']);
  expect(() => collectDirectories('c', ['a', 'b'])).toThrow('more than two');
  expect(() => collectDirectories('', undefined)).toThrow("is not a directory's name");
});

it('a directory that is not there, or on the same mount, is a usage error', async () => {
  symlinkSync('a', join(top, 'link'));
  await expect(sharedDirectory('a', 'b', top)).rejects.toMatchObject({ exitCode: 2 });
  await expect(sharedDirectory('a', 'link', top)).rejects.toThrow(/both directories lie on one mount/);
});
