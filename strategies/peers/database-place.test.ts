// One document has one database, whatever it is called.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { databaseBeside, isThere } from './database-place.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-database-place-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('lies beside the document that a link leads to, also where that is still absent', () => {
  const document = join(directory, 'tasks.yaml');
  const link = join(directory, 'link.yaml');
  symlinkSync('tasks.yaml', link);
  expect(databaseBeside(document, '.db')).toBe(`${document}.db`);
  expect(databaseBeside(link, '.db')).toBe(`${document}.db`);
});

it('is not called absent where the file system can’t tell', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  expect(isThere(join(directory, 'absent'))).toBe(false);
  expect(isThere(file)).toBe(true);
  expect(() => isThere(join(file, 'x'.repeat(300)))).toThrow(/ENAMETOOLONG|ENOTDIR/);
});
