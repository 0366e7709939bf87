// Watches the scanner find imports, and nothing that only looks like one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importsOf, viewsOf } from './house-source.js';

describe('imports are found', () => {
  test.each([
    ["import { a } from './a.js';", './a.js', 'static'],
    ["import type { A } from './a.js';", './a.js', 'static'],
    ["import a, * as b\n  from './a.js'", './a.js', 'static'],
    ['import {\n  a,\n  type B,\n} from "./a.js";', './a.js', 'static'],
    ["import './a.js';", './a.js', 'static'],
    ["export * from './a.js';", './a.js', 'static'],
    ["export type { A } from './a.js';", './a.js', 'static'],
    ["const a = await import('./a.js');", './a.js', 'dynamic'],
    ["const r = { a: () => import(\n'./a.js') };", './a.js', 'dynamic'],
    ["type A = import('./a.js').A;", './a.js', 'dynamic'],
    [`const s = \`\${(await import("./a.js")).b}\`;`, './a.js', 'dynamic'],
  ])('%j', (text, specifier, kind) => {
    expect(importsOf(text)).toMatchObject([{ specifier, kind }]);
  });

  test.each([
    "// import { a } from './a.js';",
    "/* import './a.js'; */",
    'const s = "import \'./a.js\'";',
    "const s = `import { a } from './a.js';`;",
    "const url = new URL('./a.js', import.meta.url);",
    "export const from = './a.js';",
    "const r = /import('.\\/a.js')/;",
  ])('not in %j', (text) => {
    expect(importsOf(text)).toEqual([]);
  });

  test('the line is the one of the specifier, and strings with slashes do not hide what follows', () => {
    const text =
      "const u = 'http://x';\nconst r = /['\"`]/;\nconst q = a / b / c;\nimport { d } from './d.js';\n";
    expect(importsOf(text)).toEqual([{ specifier: './d.js', kind: 'static', line: 4 }]);
  });
});

test('views keep every character in its place, whatever the text', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '`',
    '${',
    '}',
    '{',
    '/',
    '//',
    '/*',
    '*/',
    '\\',
    '\n',
    'a',
    '(',
    ')',
    ' ',
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, (source) => {
      const { code, comments, uncommented } = viewsOf(source);
      for (const view of [code, comments, uncommented]) {
        expect(view).toHaveLength(source.length);
        expect(view.replace(/[^\n]/g, '')).toBe(source.replace(/[^\n]/g, ''));
      }
      for (let at = 0; at < source.length; at += 1) {
        const kept =
          uncommented.charAt(at) === source.charAt(at) || comments.charAt(at) === source.charAt(at);
        expect(kept).toBe(true);
      }
    }),
  );
});
