// Watches the build follow its sources in a project of two files: what is deleted, moved, broken or missing.
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { build } from './build.mjs';

let root = '';
const at = (...path: string[]) => join(root, ...path);
const write = (path: string, text: string) => writeFileSync(at(path), text);

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-build-')));
  const compilerOptions = {
    ...{ rootDir: '.', outDir: 'dist', declaration: true, module: 'nodenext', types: [] },
    ...{ incremental: true, tsBuildInfoFile: 'dist/.tsbuildinfo' },
  };
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  write('package.json', '{ "type": "module" }');
  write('a.ts', 'export const a = 1;\n');
  write('b.ts', "import { a } from './a.js';\nexport const b = a;\n");
  expect(build(root)).toBe(true);
});
afterEach(() => rmSync(root, { recursive: true }));

test('what changed is compiled, also when the new file is older', () => {
  write('a.ts', 'export const a = 2;\n');
  utimesSync(at('a.ts'), 1, 1);
  expect(build(root)).toBe(true);
  expect(readFileSync(at('dist', 'a.js'), 'utf8')).toContain('a = 2');
});

test('output of a source that was moved away is removed', () => {
  renameSync(at('b.ts'), at('c.ts'));
  expect(build(root)).toBe(true);
  expect(['b.js', 'b.d.ts', 'c.js', 'c.d.ts'].map((path) => existsSync(at('dist', path)))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('output that is missing is written again', () => {
  rmSync(at('dist', 'a.js'));
  expect(build(root)).toBe(true);
  expect(existsSync(at('dist', 'a.js'))).toBe(true);
});

test('errors fail, every time, and are shown', () => {
  const shown = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  rmSync(at('a.ts'));
  expect([build(root), build(root)]).toEqual([false, false]);
  expect(shown.mock.calls.join()).toContain("Cannot find module './a.js'");
  shown.mockRestore();
});
