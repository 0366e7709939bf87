// Stores that keep their document in other files than the one at its path, judged by path as a user would: no
// finding against the correct ones, and a store of which every write leaves one more file is caught.
import fs from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Judged } from '../../../results/verdicts/judged.js';
import { judgedIn, rowOf, Workbench } from './workbench.js';

const bench = new Workbench();
let judged: Judged;

const formats = new URL('../../../dist/harness/crash/testing/formats/', import.meta.url);
const stores = [
  'append-journal.js',
  'generations.js',
  'linked-generations.js',
  'two-slots.js',
  'write-ahead.js',
  'current-link.js',
  'generations.js?flaw=never-removed',
  'linked-generations.js?flaw=never-removed',
];

beforeAll(async () => {
  const selected = stores.flatMap((store, index) => {
    const name = `store-${index}.mjs`;
    fs.writeFileSync(bench.path(name), `export { default } from '${new URL(store, formats).href}';\n`);
    return ['--strategy', `./${name}`];
  });
  const scenarios = ['--scenario', 'round-trip,conflict,stress-100'];
  judged = judgedIn(
    await bench.run('run', '--profile', 'quick', '--json', '--out', 'out', ...scenarios, ...selected),
  );
}, 240_000);

afterAll(() => bench.remove());

test.each([
  'append-journal',
  'generations',
  'linked-generations',
  'two-slots',
  'write-ahead',
  'current-link',
])('no finding against %s', (id) => {
  const { findings } = rowOf(judged, id);
  expect(findings.length).toBeGreaterThan(10);
  expect(findings.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'n/a')).toEqual([]);
});

test.each(['generations-never-removed', 'linked-generations-never-removed'])('%s is caught', (id) => {
  const failed = rowOf(judged, id).findings.filter(({ verdict }) => verdict === 'fail');
  expect(failed.map(({ scenario, check }) => `${scenario}/${check}`)).toEqual(['stress-100/leaves-nothing']);
  expect(failed[0]?.evidence.map(({ anomaly }) => anomaly)).toEqual(['piles-up']);
});
