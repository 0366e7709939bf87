// Watches the parser find imports, exported types and skipped tests, and nothing that only looks like one.
import { describe, expect, test } from 'vitest';
import { parseModule } from './parsed-module.js';

const parsed = (text: string) => parseModule({ path: 'harness/a.test.ts', text });

describe('imports are found', () => {
  test.each([
    ["import { a } from './a.js';", 'static'],
    ["import type { A } from './a.js';", 'static'],
    ["import a, * as b\n  from './a.js'", 'static'],
    ['import {\n  a,\n  type B,\n} from "./a.js";', 'static'],
    ["import './a.js';", 'static'],
    ["export * from './a.js';", 'static'],
    ["export type { A } from './a.js';", 'static'],
    ["const a = await import('./a.js');", 'dynamic'],
    ["const r = { a: () => import(\n'./a.js') };", 'dynamic'],
    ["type A = import('./a.js').A;", 'dynamic'],
    ["const a = (await import(built)) as typeof import('./a.js');", 'dynamic'],
    [`const s = \`\${(await import("./a.js")).b}\`;`, 'dynamic'],
  ])('%j', (text, kind) => {
    expect(parsed(text).imports).toMatchObject([{ specifier: './a.js', kind }]);
  });

  test.each([
    "// import { a } from './a.js';",
    'const s = "import \'./a.js\'";',
    "const s = `import { a } from './a.js';`;",
    "const url = new URL('./a.js', import.meta.url);",
    "export const from = './a.js';",
    'const a = import(name);',
  ])('not in %j', (text) => {
    expect(parsed(text).imports).toEqual([]);
  });

  test('with their line', () => {
    const text = "const u = 'http://x';\nconst r = /['\"`]/;\nimport { d } from './d.js';\n";
    expect(parsed(text).imports).toEqual([{ specifier: './d.js', kind: 'static', line: 3 }]);
  });
});

test('exported types are those declared here', () => {
  const text = `
    export interface A {}
    export type B = string;
    export class C {}
    export enum D {}
    export type { E } from './e.js';
    interface F {}
    export const G = 1;
    export function h() {}`;
  expect(parsed(text).exportedTypes).toEqual(['A', 'B', 'C', 'D']);
});

test.each([
  ['export default {};', true],
  ['const a = 1;\nexport { a as default };', true],
  ['export const a = 1;', false],
])('%j has a default export: %j', (text, expected) => {
  expect(parsed(text).hasDefaultExport).toBe(expected);
});

describe('skipped tests', () => {
  test.each([
    "test.skip('a', () => {});",
    "describe.skip.each([1])('a', () => {});",
    "test.concurrent.skip('a', () => {});",
    "test.todo('a');",
    "test('a', (context) => {\n  context.skip('never');\n});",
    "test('a', ({ skip, context }) => {\n  context.skip();\n});",
  ])('%j is one', (text) => {
    expect(parsed(text).skips).toHaveLength(1);
  });

  test.each([
    "test.skipIf(process.platform === 'win32')('a', () => {});",
    "test.runIf(linux)('a', () => {});",
    "if (!linux) context.skip('needs Linux');",
    "if (!linux) {\n  context.skip('needs Linux');\n}",
    "context.skip(!linux, 'needs Linux');",
    "const a = 'it.skip(';",
  ])('%j is none', (text) => {
    expect(parsed(text).skips).toEqual([]);
  });
});

test('what is no TypeScript is refused, with its path', () => {
  expect(() => parsed('const = 1;')).toThrow('harness/a.test.ts');
});
