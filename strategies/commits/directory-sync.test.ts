import fs, { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { syncName } from './directory-sync.js';

let directory: string;
let file: string;
const opened: [unknown, unknown][] = [];
const { openSync } = fs;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-name-'));
  file = join(directory, 'tasks.yaml');
  writeFileSync(file, 'x');
  opened.length = 0;
  fs.openSync = (path, flags, mode) => {
    opened.push([path, flags]);
    return openSync(path, flags, mode);
  };
  syncBuiltinESMExports();
});
afterEach(() => {
  fs.openSync = openSync;
  syncBuiltinESMExports();
  rmSync(directory, { recursive: true });
});

it('a name is made durable by its directory, and on Windows by a handle of the file that may write', () => {
  syncName(file, 'linux');
  syncName(file, 'win32');
  expect(opened).toEqual([
    [directory, 'r'],
    [file, 'r+'],
  ]);
});

it('a failure is no success', () => {
  expect(() => syncName(join(directory, 'absent'), 'win32')).toThrow('ENOENT');
});
