// Watches each rule about single files fail on something that breaks it, and hold on what looks like it.
import { describe, expect, test } from 'vitest';
import {
  forbiddenComplaints,
  lengthComplaints,
  linesMax,
  machinePathComplaints,
  nameComplaints,
  openingComplaints,
} from './house-files.js';
import type { SourceFile } from './house-rules.js';

const file = (path: string, text: string): SourceFile => ({ path, text });

describe('openings', () => {
  test.each([
    'export const a = 1;\n',
    `// One line is not enough for a long file.\n${'export const a = 1;\n'.repeat(80)}`,
    `// One line\n//\n${'export const a = 1;\n'.repeat(80)}`,
    '\n// After a blank\n// line.\n',
    "import a from 'a';\n// Not at\n// the top.\n",
    `#!/usr/bin/env node\n// One line.\n${'export const a = 1;\n'.repeat(80)}`,
    '',
  ])('%j is refused', (text) => {
    expect(openingComplaints(file('results/a.ts', text))).toMatchObject([{ rule: 'opening' }]);
  });

  test.each([
    '// One line for a small file.\nexport const a = 1;\n',
    '// What it does,\n// and how.\nexport {};\n',
    '#!/usr/bin/env node\n// What it does,\n// and how.\n',
  ])('%j is fine', (text) => {
    expect(openingComplaints(file('results/a.ts', text))).toEqual([]);
  });

  test('tests are exempt', () => {
    expect(openingComplaints(file('results/a.test.ts', ''))).toEqual([]);
  });
});

test.each([
  'strategies/fileStore.ts',
  'strategies/FileStore.ts',
  'strategies/file_store.ts',
  'strategies/file-.ts',
  'strategies/a.spec.ts',
  'strategies/utils.ts',
  'harness/helpers.test.ts',
  'harness/common.ts',
  'results/types.ts',
  'results/run-utils.ts',
  'harness/utils/clock.ts',
  'harness/Tap/clock.ts',
  'docs/Architecture.md',
])('the name %s is refused', (path) => {
  expect(nameComplaints(path)).toMatchObject([{ rule: 'names', path }]);
});

test.each([
  'strategies/file-store.ts',
  'strategies/m03.test.ts',
  'scenarios/check-history.property.test.ts',
  'vitest.config.ts',
  'README.md',
  'CHANGELOG.md',
  '.github/workflows/holdfast.yml',
  'docs/adding-a-strategy.md',
  'results/reference/Linux x64/run.json',
])('the name %s is fine', (path) => {
  expect(nameComplaints(path)).toEqual([]);
});

test('length: to the limit and no further, and no idle excuses', () => {
  const lines = (count: number) => file('harness/a.ts', 'x;\n'.repeat(count));
  expect(lengthComplaints([lines(linesMax)], {})).toEqual([]);
  expect(lengthComplaints([lines(linesMax + 1)], {})).toMatchObject([
    { rule: 'length', path: 'harness/a.ts' },
  ]);
  expect(lengthComplaints([lines(linesMax + 1)], { 'harness/a.ts': 'a table' })).toEqual([]);
  expect(lengthComplaints([lines(1)], { 'harness/a.ts': 'a table' })).toMatchObject([
    { path: 'harness/a.ts' },
  ]);
});

describe('forbidden', () => {
  test.each([
    '// @ts-ignore',
    '/* @ts-nocheck */',
    '// biome-ignore lint: because',
    '/* eslint-disable */',
    'let a: any;',
    'let a: Array<any>;',
    'let a: string | any;',
    'const a = b as any;',
    'let a: Map<string, any>;',
    'let a: Promise<any[]>;',
    "it.only('a', () => {});",
    "describe.only('a', () => {});",
    "test.skip('a', () => {});",
    "describe.skip.each([1])('a', () => {});",
    "test.concurrent.skip('a', () => {});",
    "test.todo('a');",
    "test('a', (context) => {\n  context.skip('never');\n});",
    "test('a', ({ skip, context }) => {\n  context.skip();\n});",
  ])('%j', (text) => {
    expect(forbiddenComplaints(file('harness/a.ts', `const first = 1;\n${text}\n`))).toMatchObject([
      { rule: 'forbidden', message: expect.stringMatching(/^line [23] /) },
    ]);
  });

  test.each([
    '// weakest: any subset of what was not synced',
    "const a = 'it.only(';",
    'const a = `let b: any;`;',
    "test.skipIf(process.platform === 'win32')('a', () => {});",
    "test.runIf(linux)('a', () => {});",
    "if (!linux) context.skip('needs Linux');",
    "if (!linux) {\n  context.skip('needs Linux');\n}",
    "context.skip(!linux, 'needs Linux');",
    'const a = await Promise.any(all);',
    'expect(a).toEqual(expect.any(Number));',
    'const pattern = /: any/;',
    'if (any === undefined || any.at > by) return;',
    'const both = flags & any.flags;',
    'const smaller = [a < any.at, any];',
  ])('not %j', (text) => {
    expect(forbiddenComplaints(file('harness/a.ts', text))).toEqual([]);
  });
});

test('machine paths are found, and what only looks like one is not', () => {
  const complaints = (...parts: string[]) => machinePathComplaints(file('docs/a.md', parts.join('')));
  const inTest = (...parts: string[]) => machinePathComplaints(file('harness/a.test.ts', parts.join('')));
  expect(inTest('/', 'home/somebody/x, C:', '\\', 'Users', '\\', 'me')).toEqual([]);
  expect(inTest('/', 'work/a, ', '/', 'home/runner/work')).toHaveLength(2);
  for (const place of ['home', 'Users', 'work', 'workspace', 'var/folders']) {
    expect(complaints('see ', '/', place, '/somebody/x')).toMatchObject([{ rule: 'machine-paths' }]);
    expect(complaints('"file://', '/', place, '/somebody/x"')).toHaveLength(1);
  }
  expect(complaints('C:', '\\', 'Users', '\\', 'me')).toHaveLength(1);
  expect(complaints('C:', '\\\\', 'Users', '\\\\', 'me')).toHaveLength(1);
  expect(complaints('src/home/page, https://example.org/work/a, ~/work/a, /tmp/a, root}/work/a')).toEqual([]);
});
