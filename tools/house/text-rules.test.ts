// Watches each rule about the text of a file fail on something that breaks it, and hold on what looks like it.
import { describe, expect, test } from 'vitest';
import { parseModule } from './parsed-module.js';
import { loopholeComplaints, machinePathComplaints, openingComplaints } from './text-rules.js';

const file = (path: string, text: string) => ({ path, text });

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
    expect(openingComplaints(file('results/a.ts', text))).toMatchObject([{ path: 'results/a.ts' }]);
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

describe('loopholes', () => {
  const complaints = (text: string) =>
    loopholeComplaints(parseModule(file('harness/a.ts', `const first = 1;\n${text}\n`)));

  test.each([
    '// @ts-ignore',
    '/* @ts-nocheck */',
    '// biome-ignore lint: because',
    '/* eslint-disable */',
    "test.skip('a', () => {});",
    "test.todo('a');",
  ])('%j is refused', (text) => {
    expect(complaints(text)).toMatchObject([{ message: expect.stringMatching(/^line 2 /) }]);
  });

  test.each(["const a = '// @ts-ignore';", '// weakest: any subset', "if (!linux) context.skip('no');"])(
    '%j is fine',
    (text) => {
      expect(complaints(text)).toEqual([]);
    },
  );
});

test('machine paths are found, and what only looks like one is not', () => {
  const complaints = (...parts: string[]) => machinePathComplaints(file('docs/a.md', parts.join('')));
  const inTest = (...parts: string[]) => machinePathComplaints(file('harness/a.test.ts', parts.join('')));
  expect(inTest('/', 'home/somebody/x, C:', '\\', 'Users', '\\', 'me')).toEqual([]);
  expect(inTest('/', 'work/a, ', '/', 'home/runner/work')).toHaveLength(2);
  for (const place of ['home', 'Users', 'work', 'workspace', 'var/folders']) {
    expect(complaints('see ', '/', place, '/somebody/x')).toMatchObject([{ path: 'docs/a.md' }]);
    expect(complaints('"file://', '/', place, '/somebody/x"')).toHaveLength(1);
  }
  expect(complaints('C:', '\\', 'Users', '\\', 'me')).toHaveLength(1);
  expect(complaints('C:', '\\\\', 'Users', '\\\\', 'me')).toHaveLength(1);
  expect(complaints('src/home/page, https://example.org/work/a, ~/work/a, /tmp/a, root}/work/a')).toEqual([]);
});
