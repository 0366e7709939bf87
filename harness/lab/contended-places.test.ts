import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contendedPlace } from './contended-places.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'holdfast-places-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it('many names lead to one file', () => {
  const { document, names } = contendedPlace(directory, 'many-names');
  writeFileSync(document, '');
  expect(new Set(names).size).toBe(process.platform === 'win32' ? names.length : 4);
  expect(new Set(names.map((name) => realpathSync(name)))).toEqual(new Set([realpathSync(document)]));
});

it('absent directories are absent', () => {
  const { document, names } = contendedPlace(directory, 'absent-directories');
  expect(names).toEqual([document]);
  expect(() => writeFileSync(document, '')).toThrow('ENOENT');
});
