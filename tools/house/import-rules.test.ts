// Watches each rule about imports fail on something that breaks it, and hold on what looks like it.
import { describe, expect, test } from 'vitest';
import {
  edgesOf,
  homelessComplaints,
  pluginsOf,
  resolveImport,
  siblingComplaints,
  storeyComplaints,
} from './import-rules.js';
import { parseModule } from './parsed-module.js';

const module = (path: string, text: string) => parseModule({ path, text });

test.each([
  ['strategies/locks/flock.ts', '../strategy.js', 'strategies/strategy.ts'],
  ['strategies/flock.ts', './locks/flock.js', 'strategies/locks/flock.ts'],
  ['harness/lab/lab.test.ts', '../../dist/harness/lab/lab.js', 'harness/lab/lab.ts'],
  ['harness/lab/lab.ts', 'node:fs', null],
  ['harness/lab/lab.ts', 'zod', null],
  ['scenarios/lab.ts', 'holdfast', 'strategies/strategy.ts'],
])('in %s, %s means %s', (from, specifier, to) => {
  expect(resolveImport(from, specifier, { holdfast: './dist/strategies/strategy.js' })).toBe(to);
});

describe('storeys', () => {
  test.each([
    ['strategies/a.ts', '../harness/lab/lab.js', 'above'],
    ['results/a.ts', '../scenarios/lab.js', 'above'],
    ['reports/a.ts', '../harness/cli/main.js', 'above'],
    ['scenarios/checks/a.ts', '../../harness/version.js', 'above'],
    ['strategies/a.test.ts', '../dist/harness/lab/lab.js', 'above'],
    ['harness/run/a.ts', '../cli/main.js', 'above'],
    ['harness/interleavings/a.ts', '../crash/a.js', 'above'],
    ['harness/processes/a.ts', '../platform/a.js', 'above'],
    ['harness/document.ts', './processes/a.js', 'above'],
    ['harness/crash/testing/a.ts', '../../lab/a.js', 'above'],
    ['reports/a.test.ts', '../harness/lab/testing/a.js', 'above'],
    ['strategies/a.ts', '../results/facts.js', 'of one storey'],
    ['results/a.ts', '../strategies/strategy.js', 'of one storey'],
    ['scenarios/a.ts', '../reports/reporter.js', 'of one storey'],
    ['harness/judge/a.ts', '../actors/actor.js', 'of one storey'],
    ['harness/version.ts', './random.js', 'of one storey'],
    ['harness/lab/a.ts', '../../tools/house/import-rules.js', 'outside'],
    ['harness/lab/a.ts', '../homeless.js', 'outside'],
  ])('%s may not import %s', (path, specifier, why) => {
    for (const text of [`import type { A } from '${specifier}';`, `void import('${specifier}');`]) {
      const complaints = storeyComplaints(edgesOf([module(path, text)]));
      expect(complaints).toMatchObject([{ path }]);
      expect(complaints[0]?.message).toContain(why);
    }
  });

  test.each([
    ['harness/run/a.ts', '../../scenarios/lab.js'],
    ['harness/cli/a.ts', '../processes/a.js'],
    ['harness/crash/states/a.ts', '../contents/b.js'],
    ['harness/crash/a.ts', '../document.js'],
    ['harness/document.ts', '../strategies/strategy.js'],
    ['scenarios/a.ts', '../results/facts.js'],
    ['strategies/a.ts', './locks/flock.js'],
    ['tools/house/house.test.ts', '../../harness/cli/main.js'],
    ['harness/cli/a.test.ts', '../../package.json'],
    ['harness/interleavings/a.test.ts', '../lab/testing/a.js'],
  ])('%s may import %s', (path, specifier) => {
    expect(storeyComplaints(edgesOf([module(path, `import { a } from '${specifier}';`)]))).toEqual([]);
  });
});

test('a source in no room is found; tests of a loose file, and what is no source, are not', () => {
  const paths = ['harness/extra.ts', 'harness/extra.test.ts', 'harness/new-room/a.ts'];
  expect(homelessComplaints(paths).map(({ path }) => path)).toEqual(paths);
  const fine = ['harness/random.test.ts', 'harness/random.ts', 'harness/README.md', 'tools/a.ts'];
  expect(homelessComplaints(fine)).toEqual([]);
});

describe('siblings', () => {
  const complaintsOf = (...sources: [path: string, text: string][]) => {
    const modules = sources.map(([path, text]) => module(path, text));
    const edges = edgesOf(modules);
    return siblingComplaints(edges, pluginsOf(modules, edges));
  };
  const strategy = (path: string, imports = ''): [string, string] => [
    path,
    `${imports}\nexport default {};\n`,
  ];

  test.each([
    ['strategies/a.ts', './b.js', 'strategies/b.ts'],
    ['strategies/canaries/a.ts', '../b.js', 'strategies/b.ts'],
    ['strategies/peers/a.ts', '../b.js', 'strategies/b.ts'],
    ['strategies/a.ts', './canaries/b.js', 'strategies/canaries/b.ts'],
    ['scenarios/a.ts', './b.js', 'scenarios/b.ts'],
  ])('%s may not import %s', (path, specifier, sibling) => {
    const complaints = complaintsOf(strategy(path, `import b from '${specifier}';`), strategy(sibling));
    expect(complaints).toMatchObject([{ path }]);
  });

  test('what the registry loads lazily is a sibling too, whatever it exports', () => {
    const registry = "export const all = { a: () => import('./a.js'), b: () => import('./b.js') };";
    const complaints = complaintsOf(
      ['scenarios/scenario-registry.ts', registry],
      ['scenarios/a.ts', "import { b } from './b.js';\nexport const a = b;"],
      ['scenarios/b.ts', 'export const b = 1;'],
    );
    expect(complaints).toMatchObject([{ path: 'scenarios/a.ts' }]);
  });

  test('what they are made of, and tests, may be imported and may import', () => {
    const complaints = complaintsOf(
      strategy('strategies/a.ts', "import './locks/flock.js';\nimport './file-store.js';"),
      ['strategies/locks/flock.ts', 'export const a = 1;'],
      ['strategies/file-store.ts', 'export const b = 1;'],
      ['strategies/a.test.ts', "import a from './a.js';"],
    );
    expect(complaints).toEqual([]);
  });
});
