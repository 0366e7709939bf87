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
  const { document, names } = contendedPlace(directory, 'many-names', String);
  writeFileSync(document, '');
  expect(new Set(names).size).toBe(process.platform === 'win32' ? names.length : 4);
  expect(new Set(names.map((name) => realpathSync(name)))).toEqual(new Set([realpathSync(document)]));
});

it('absent directories are absent', () => {
  const { document, names } = contendedPlace(directory, 'absent-directories', String);
  expect(names).toEqual([document]);
  expect(() => writeFileSync(document, '')).toThrow('ENOENT');
});

it('two mounts show one document under two names, in turn', () => {
  const { document, names } = contendedPlace('/a/case', 'two-mounts', (seen) => seen.replace('/a/', '/b/'));
  expect([document, ...names]).toEqual(['/a/case/tasks.yaml', '/a/case/tasks.yaml', '/b/case/tasks.yaml']);
});
