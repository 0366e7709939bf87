// What would be published: no test benches, and nothing that imports a file which isn't published.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { resolveImport } from './house/import-rules.js';
import { parseModule } from './house/parsed-module.js';

const root = join(import.meta.dirname, '..');
const packSchema = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);
const output = execFileSync('npm', ['pack', '--dry-run', '--json'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const published = packSchema.parse(JSON.parse(output))[0].files.map(({ path }) => path);

test('the program is published, with its types, schemas and pages', () => {
  expect(published).toEqual(
    expect.arrayContaining([
      'dist/harness/cli/main.js',
      'dist/strategies/strategy.js',
      'dist/strategies/strategy.d.ts',
      'results/schema/run.schema.json',
      'docs/method.md',
      'README.md',
    ]),
  );
});

test('test benches and notes of the compiler are not', () => {
  expect(
    published.filter((path) => /\/testing\/|\/e2e\/|\.(?:fixture|bench|test)\.|\.ts[a-z]+$/.test(path)),
  ).toEqual([]);
});

test('every import of a published file means a published file', () => {
  const missing = published
    .filter((path) => path.startsWith('dist/') && path.endsWith('.js'))
    .flatMap((path) => {
      const { imports } = parseModule({ path, text: readFileSync(join(root, path), 'utf8') });
      return imports.map(({ specifier }) => resolveImport(path, specifier)).filter((to) => to !== null);
    })
    .filter((source) => !published.includes(`dist/${source.replace(/\.ts$/, '.js')}`));
  expect(missing).toEqual([]);
});
