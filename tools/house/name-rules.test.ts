// Watches each rule about names and places fail on something that breaks it, and hold on what looks like it.
import { expect, test } from 'vitest';
import {
  nameComplaints,
  sameFileNameComplaints,
  sameTypeNameComplaints,
  testPlaceComplaints,
} from './name-rules.js';
import { parseModule } from './parsed-module.js';

test.each([
  'strategies/a.spec.ts',
  'strategies/utils.ts',
  'harness/helpers.test.ts',
  'harness/common.ts',
  'results/types.ts',
  'results/run-utils.ts',
  'harness/utils/clock.ts',
  'harness/Tap/clock.ts',
  'tools/shared.ts',
  'docs/Architecture.md',
])('the name %s is refused', (path) => {
  expect(nameComplaints(path)).toMatchObject([{ path }]);
});

test.each([
  'strategies/file-store.ts',
  'strategies/m03.test.ts',
  'scenarios/check-history.property.test.ts',
  'tools/vitest.build.ts',
  'vitest.config.ts',
  'README.md',
  '.github/workflows/holdfast.yml',
  'docs/adding-a-strategy.md',
  'results/reference/Linux x64/run.json',
])('the name %s is fine', (path) => {
  expect(nameComplaints(path)).toEqual([]);
});

test('a file name stands once among the sources; tests may share the name of what they test', () => {
  const paths = ['harness/cli/table.ts', 'reports/table.ts', 'harness/cli/row.ts', 'reports/a.test.ts'];
  expect(sameFileNameComplaints(paths)).toEqual([
    { path: 'harness/cli/table.ts', message: 'has the same name as reports/table.ts' },
  ]);
  expect(sameFileNameComplaints(['harness/a.test.ts', 'reports/a.test.ts', 'harness/a.ts'])).toEqual([]);
});

test('an exported type has one meaning; private and re-exported ones may have any name', () => {
  const modules = [
    ['harness/a.ts', 'export interface Random {}\nexport class Random {}'],
    ['harness/b.ts', 'export type Random = number;'],
    ['harness/c.ts', 'interface Random {}'],
    ['harness/d.ts', "export type { Random } from './a.js';"],
  ].map(([path = '', text = '']) => parseModule({ path, text }));
  expect(sameTypeNameComplaints(modules)).toEqual([
    {
      path: 'harness/a.ts',
      message: expect.stringContaining('Random, which means something else in harness/b.ts'),
    },
  ]);
  expect(sameTypeNameComplaints(modules.slice(0, 1))).toEqual([]);
});

test('tests stand beside sources, in no folder of their own', () => {
  const apart = ['harness/tests/a.test.ts', 'harness/tests/support.ts', 'results/e2e/b.test.ts'];
  expect(testPlaceComplaints(apart).map(({ path }) => path)).toEqual([
    'harness/tests/a.test.ts',
    'results/e2e/b.test.ts',
  ]);
  expect(testPlaceComplaints(['harness/a.test.ts', 'harness/b.ts'])).toEqual([]);
});
