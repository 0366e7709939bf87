// Watches each rule about imports fail on something that breaks it, and hold on what looks like it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from './house-rules.js';
import {
  circleComplaints,
  edgesOf,
  floorComplaints,
  pluginsOf,
  resolveImport,
  siblingComplaints,
} from './house-rules.js';

const file = (path: string, text: string): SourceFile => ({ path, text });

test.each([
  ['strategies/locks/flock.ts', '../strategy.js', 'strategies/strategy.ts'],
  ['strategies/flock.ts', './locks/flock.js', 'strategies/locks/flock.ts'],
  ['harness/lab.test.ts', '../dist/harness/lab.js', 'harness/lab.ts'],
  ['harness/lab.ts', 'node:fs', null],
  ['harness/lab.ts', 'zod', null],
  ['scenarios/lab.ts', 'holdfast', 'strategies/strategy.ts'],
])('in %s, %s means %s', (from, specifier, to) => {
  expect(resolveImport(from, specifier, { holdfast: './dist/strategies/strategy.js' })).toBe(to);
});

describe('floors', () => {
  test.each([
    ['strategies/a.ts', '../harness/lab.js', 'higher floor'],
    ['results/a.ts', '../scenarios/lab.js', 'higher floor'],
    ['reports/a.ts', '../harness/cli/main.js', 'higher floor'],
    ['strategies/a.ts', '../results/facts.js', 'same floor'],
    ['results/a.ts', '../strategies/strategy.js', 'same floor'],
    ['scenarios/a.ts', '../reports/reporter.js', 'same floor'],
    ['scenarios/checks/a.ts', '../../harness/lab.js', 'higher floor'],
    ['strategies/a.test.ts', '../dist/harness/lab.js', 'higher floor'],
    ['harness/a.ts', '../house-rules.js', 'outside'],
  ])('%s may not import %s', (path, specifier, why) => {
    for (const text of [`import type { A } from '${specifier}';`, `void import('${specifier}');`]) {
      const complaints = floorComplaints(edgesOf([file(path, text)]));
      expect(complaints).toMatchObject([{ rule: 'floors', path }]);
      expect(complaints[0]?.message).toContain(why);
    }
  });

  test.each([
    ['harness/a.ts', '../scenarios/lab.js'],
    ['harness/a.ts', '../strategies/strategy.js'],
    ['scenarios/a.ts', '../results/facts.js'],
    ['reports/a.ts', '../results/judged.js'],
    ['strategies/a.ts', './locks/flock.js'],
    ['house.test.ts', '../../strategies/strategy.js'],
    ['harness/a.test.ts', '../package.json'],
  ])('%s may import %s', (path, specifier) => {
    expect(floorComplaints(edgesOf([file(path, `import { a } from '${specifier}';`)]))).toEqual([]);
  });
});

describe('circles', () => {
  const edges = (...pairs: [string, string][]) =>
    pairs.map(([from, to]) => ({ from, to, kind: 'static' as const, line: 1 }));

  test('a file that imports itself', () => {
    expect(circleComplaints(edges(['a', 'a']))).toMatchObject([{ path: 'a' }]);
  });

  test('every file on a circle is named, by its shortest way, once', () => {
    const long = edges(['x', 'a'], ['a', 'b'], ['b', 'c'], ['c', 'd'], ['d', 'a'], ['c', 'a']);
    expect(circleComplaints(long).map(({ message }) => message)).toEqual([
      'imports itself: a → b → c → a',
      'imports itself: d → a → b → c → d',
    ]);
  });

  test('two circles are both named, a diamond is none', () => {
    expect(circleComplaints(edges(['a', 'b'], ['b', 'a'], ['c', 'd'], ['d', 'c']))).toHaveLength(2);
    expect(circleComplaints(edges(['a', 'b'], ['a', 'c'], ['b', 'd'], ['c', 'd']))).toEqual([]);
  });

  test('a circle is found if and only if one was closed', () => {
    // Edges from lower to higher numbers only can't close a circle; one edge back along a way does.
    const forward = fc
      .array(fc.tuple(fc.nat(7), fc.nat(7)), { minLength: 1, maxLength: 20 })
      .map((pairs) =>
        pairs.filter(([from, to]) => from < to).map(([a, b]) => [`${a}`, `${b}`] as [string, string]),
      );
    fc.assert(
      fc.property(forward, fc.nat(), (pairs, pick) => {
        expect(circleComplaints(edges(...pairs))).toEqual([]);
        const pair = pairs[pick % Math.max(1, pairs.length)];
        if (pair !== undefined) {
          expect(circleComplaints(edges(...pairs, [pair[1], pair[0]])).length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('siblings', () => {
  const complaintsOf = (...files: SourceFile[]) => {
    const edges = edgesOf(files);
    return siblingComplaints(edges, pluginsOf(files, edges));
  };
  const strategy = (path: string, imports = '') => file(path, `${imports}\nexport default {};\n`);

  test.each([
    ['strategies/a.ts', './b.js', 'strategies/b.ts'],
    ['strategies/canaries/a.ts', '../b.js', 'strategies/b.ts'],
    ['strategies/a.ts', './canaries/b.js', 'strategies/canaries/b.ts'],
    ['scenarios/a.ts', './b.js', 'scenarios/b.ts'],
  ])('%s may not import %s', (path, specifier, sibling) => {
    const complaints = complaintsOf(strategy(path, `import b from '${specifier}';`), strategy(sibling));
    expect(complaints).toMatchObject([{ rule: 'siblings', path }]);
  });

  test('what the registry loads lazily is a sibling too, whatever it exports', () => {
    const registry = file(
      'scenarios/scenario-registry.ts',
      "export const all = { a: () => import('./a.js'), b: () => import('./b.js') };",
    );
    const a = file('scenarios/a.ts', "import { b } from './b.js';\nexport const a = b;");
    expect(complaintsOf(registry, a, file('scenarios/b.ts', 'export const b = 1;'))).toHaveLength(1);
  });

  test('what they are made of, and tests, may be imported and may import', () => {
    const parts = "import { a } from './locks/flock.js';\nimport { b } from './file-store.js';";
    const complaints = complaintsOf(
      strategy('strategies/a.ts', parts),
      file('strategies/locks/flock.ts', 'export const a = 1;'),
      file('strategies/file-store.ts', 'export const b = 1;'),
      file('strategies/registry.ts', "export const all = { a: () => import('./a.js') };"),
      file('strategies/a.test.ts', "import a from './a.js';"),
    );
    expect(complaints).toEqual([]);
  });
});
