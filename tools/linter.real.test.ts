// Watches each rule that the linter holds for the house fail: a configuration that switched one off, or a new
// version that renamed it, would go unnoticed otherwise.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
const reportSchema = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

/** Rule → the file that breaks it. */
const broken: Record<string, [path: string, text: string]> = {
  'lint/suspicious/noExplicitAny': ['any.ts', 'export let a: any;'],
  'lint/suspicious/noConsole': ['console.ts', "console.log('a');"],
  'lint/suspicious/noFocusedTests': ['focused.test.ts', "test.only('a', () => {});"],
  'lint/suspicious/noTsIgnore': ['ignore.ts', '// @ts-ignore\nexport const a = 1;'],
  'lint/suspicious/noImportCycles': ['circle.ts', "export type { B } from './back.js';\nexport type A = 1;"],
  'lint/nursery/noSelfImport': ['self.ts', "export { b as a } from './self.js';\nexport const b = 1;"],
  'lint/suspicious/noExportsInTest': ['exports.test.ts', "export const a = 1;\ntest('a', () => {});"],
  'lint/style/useFilenamingConvention': ['camelCase.ts', 'export const a = 1;'],
  'lint/style/noExcessiveLinesPerFile': ['long.ts', 'export {};\n'.repeat(301)],
  'lint/style/noNonNullAssertion': ['non-null.ts', 'export const f = (a?: string) => a!;'],
  'lint/style/useNodejsImportProtocol': ['protocol.ts', "export { join } from 'path';"],
  'lint/correctness/noUnusedImports': ['unused-import.ts', "import { a } from './long.js';\nexport {};"],
  'lint/correctness/noUnusedVariables': ['unused-variable.ts', 'const a = 1;\nexport {};'],
  'lint/nursery/noFloatingPromises': ['floating.ts', 'async function f() {}\nf();\nexport {};'],
  'lint/nursery/noMisusedPromises': ['misused.ts', 'export const f = async () => 1;\nif (f()) throw 1;'],
  'lint/nursery/useExhaustiveSwitchCases': [
    'switch.ts',
    "export function f(a: 'b' | 'c') {\n  switch (a) {\n    case 'b':\n      return 1;\n  }\n}",
  ],
  'lint/style/useImportType': ['import-type.ts', "import { A } from './any.js';\nexport type B = A;"],
};
const fine: [path: string, text: string][] = [
  ['back.ts', "export type { A } from './circle.js';\nexport type B = 1;"],
  ['file-store.property.test.ts', "test.skipIf(linux)('a', () => {});"],
  ['m03.ts', '// A comment.\n'.repeat(300)],
];

const folder = mkdtempSync(join(tmpdir(), 'holdfast-linter-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** File → the rules it breaks. */
function lint(files: readonly (readonly [path: string, text: string])[]): Map<string, string[]> {
  copyFileSync(join(root, 'biome.jsonc'), join(folder, 'biome.jsonc'));
  copyFileSync(join(root, '.gitignore'), join(folder, '.gitignore'));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  }
  const { stdout } = spawnSync(
    process.execPath,
    [biome, 'lint', '--reporter=json', '--max-diagnostics=none'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  const rules = new Map<string, string[]>();
  for (const { category, location } of reportSchema.parse(JSON.parse(stdout)).diagnostics) {
    rules.set(location.path, [...(rules.get(location.path) ?? []), category]);
  }
  return rules;
}

test('each rule sees the file that breaks it, and the others are fine', () => {
  const found = lint([...Object.values(broken), ...fine]);
  const missed = Object.entries(broken).filter(([rule, [path]]) => !found.get(path)?.includes(rule));
  expect(missed.map(([rule]) => rule)).toEqual([]);
  expect(found.get('file-store.property.test.ts')).toBeUndefined();
  expect(found.get('m03.ts')).toBeUndefined();
});

test('files are excused from the length rule only as long as they need it', () => {
  const overridesSchema = z.object({ overrides: z.array(z.object({ includes: z.array(z.string()) })) });
  // JSON with comments, so far, is YAML without its comment sign.
  const json = readFileSync(join(root, 'biome.jsonc'), 'utf8').replace(/^\s*\/\/.*$/gm, '');
  const excused = overridesSchema.parse(parse(json)).overrides.flatMap(({ includes }) => includes);
  expect(excused.length).toBeGreaterThan(0);
  const short = excused.filter((path) => readFileSync(join(root, path), 'utf8').split('\n').length <= 301);
  expect(short).toEqual([]);
});
