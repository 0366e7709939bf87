// The example of docs/adding-a-strategy.md as a user would try it: saved under the name it is given there,
// judged by path beside the canaries, told as JSON.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Judged } from '../../../results/verdicts/judged.js';
import { type Ending, judgedIn, rowOf, Workbench } from './workbench.js';

const bench = new Workbench();
let ending: Ending;
let judged: Judged;

beforeAll(async () => {
  const page = fs.readFileSync(new URL('../../../docs/adding-a-strategy.md', import.meta.url), 'utf8');
  const [, source] = /^```js mine\.mjs\n(.*?)^```$/ms.exec(page) ?? [];
  if (source === undefined) throw new Error('the page has no complete example any more');
  fs.writeFileSync(bench.path('mine.mjs'), source);
  const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));
  fs.symlinkSync(packages, bench.path('node_modules'), 'junction');
  const selected = ['--strategy', './mine.mjs', '--scenario', 'round-trip,conflict'];
  ending = await bench.run('run', '--profile', 'quick', '--json', '--out', 'out', ...selected);
  judged = judgedIn(ending);
});

afterAll(() => bench.remove());

test('no finding against it, and none without having looked', () => {
  const { findings } = rowOf(judged, 'document-store');
  expect(findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  expect(new Set(findings.map(({ scenario }) => scenario))).toEqual(new Set(['round-trip', 'conflict']));
  expect(findings.filter(({ coverage }) => coverage.n === 0)).toEqual([]);
});

test('its canaries ran beside it and were caught', () => {
  expect(judged.canaries.map(({ id, scenario, caught }) => ({ id, scenario, caught }))).toEqual([
    { id: 'drop-unknown', scenario: 'round-trip', caught: true },
    { id: 'accept-stale', scenario: 'conflict', caught: true },
  ]);
});

test('two scenarios are too few for GO, and the exit code says so', () => {
  expect(judged).toMatchObject({ decision: 'INCONCLUSIVE', exitCode: 3, recommended: null });
  expect(ending.code).toBe(3);
});

test('what is broken in it is found, and told at once with its counterexample', async () => {
  const naive = /^```js naive\.mjs\n(.*?)^```$/ms.exec(
    fs.readFileSync(new URL('../../../docs/quickstart.md', import.meta.url), 'utf8'),
  );
  fs.writeFileSync(bench.path('naive.mjs'), naive?.[1] ?? '');
  const { code, out, err } = await bench.run('try', './naive.mjs', '--bail', '--out', 'tried');
  expect({ code, err }).toMatchObject({ code: 1 });
  expect(out).toMatch(/^✗ .* in [a-z-]+ \([a-z]+\), after .* m?s$/m);
  expect(out).toContain('stopped at the first');
  fs.rmSync(bench.path('tried'), { recursive: true, force: true });
  fs.rmSync(bench.path('naive.mjs'));
});

test('a scope that is asked for counts, also where the strategy does not claim it', async () => {
  const argv = ['try', 'no-lock', '--scope', 'processes', '--bail', '--out', 'tried'];
  const { code, out, err } = await bench.run(...argv);
  expect({ code, err }).toMatchObject({ code: 1 });
  expect(out).toMatch(/^✗ .* in [a-z-]+ \(processes\), after /m);
  fs.rmSync(bench.path('tried'), { recursive: true, force: true });
});

test('nothing is left but the results', async () => {
  expect(bench.names()).toEqual(['mine.mjs', 'node_modules', 'out']);
  expect(await bench.processesAfter(10_000)).toEqual([]);
});
