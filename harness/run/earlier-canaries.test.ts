// Which canaries of earlier runs count for a new one: those that were caught, by the same code, under the same
// conditions, within a day. The runs are stored in real directories.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ArchivedRun, storeRun } from '../../results/archive/archive.js';
import type { Run } from '../../results/facts/run-record.js';
import { catalogue, scriptedRun } from '../judge/testing/scripted-run.js';
import { earlierCanaries, isComparable } from './earlier-canaries.js';
import { planCases } from './run-plan.js';

const day = 24 * 60 * 60 * 1000;
const startedAt = '2026-01-02T12:00:00.000Z';
const later = (ms: number) => new Date(Date.parse(startedAt) + ms).toISOString();

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdfast-earlier-'));
});
afterEach(async () => rm(directory, { recursive: true }));

/** `mine`, and the canaries torn (solo, latency) and racy (crowd in both scopes). */
function runAs(id: string, changes: Partial<Run> = {}, torn: 'fail' | 'pass' = 'fail'): ArchivedRun {
  const { run, cases } = scriptedRun({
    mine: {},
    torn: {
      role: 'canary',
      selected: false,
      cases: {
        'solo/single': { whole: torn },
        'latency/single': { 'cost-measured': 'fail' },
        'crowd/threads': 'not-planned',
        'crowd/processes': 'not-planned',
      },
    },
  });
  const archived = cases.map(({ entry, facts }) => {
    const { strategy, scenario, scope } = entry;
    const header = { schemaVersion: 1, strategy, scenario, scope, profile: 'quick', seed: 7 } as const;
    return { entry, facts, header };
  });
  return { run: { ...run, id, build: 'a1', startedAt, ...changes }, cases: archived };
}

async function stored(run: ArchivedRun): Promise<string> {
  const path = join(directory, run.run.id);
  await storeRun(path, run);
  return path;
}

async function takenBy(fresh: Run): Promise<string[]> {
  const planned = planCases(
    fresh.strategies.map(({ id, claims, selected, availability: { available } }) => {
      return { reference: id, id, claims, selected, available };
    }),
    catalogue.scenarios,
    'quick',
  );
  const taken = await earlierCanaries(fresh, planned, catalogue.scenarios, directory);
  return taken
    .map(
      ({ entry, header }) =>
        `${entry.strategy} ${entry.scenario} ${entry.scope} of ${entry.earlier?.run}` +
        (header.earlier?.startedAt === entry.earlier?.startedAt ? '' : ': its header differs'),
    )
    .sort((a, b) => a.localeCompare(b));
}

const all = (run: string) => [
  `racy crowd processes of ${run}`,
  `racy crowd threads of ${run}`,
  `torn latency single of ${run}`,
  `torn solo single of ${run}`,
];
const fresh = (changes: Partial<Run> = {}) => runAs('fresh', { startedAt: later(1), ...changes }).run;

test('all that were caught are taken, and nothing that is asked about', async () => {
  await stored(runAs('before'));
  expect(await takenBy(fresh())).toEqual(all('before'));
});

test('the newest run comes first, and one that missed a canary leaves it to the one before', async () => {
  await stored(runAs('oldest'));
  await stored(runAs('newest', { startedAt: later(0.5) }, 'pass'));
  expect(await takenBy(fresh())).toEqual([...all('newest').slice(0, 3), 'torn solo single of oldest']);
});

test('a day later nothing is taken, also where a younger run passed it on', async () => {
  await stored(runAs('before'));
  expect(await takenBy(fresh({ startedAt: later(day) }))).toEqual(all('before'));
  expect(await takenBy(fresh({ startedAt: later(day + 1) }))).toEqual([]);
  const passedOn = runAs('passed-on', { startedAt: later(day - 1) });
  for (const { entry } of passedOn.cases) entry.earlier = { run: 'before', startedAt };
  await stored(passedOn);
  expect(await takenBy(fresh({ startedAt: later(day) }))).toEqual(all('before'));
  expect(await takenBy(fresh({ startedAt: later(day + 1) }))).toEqual([]);
});

test('a run that says it comes from the future is not believed', async () => {
  await stored(runAs('before', { startedAt: later(2 * day) }));
  expect(await takenBy(fresh())).toEqual([]);
});

test('a canary that is asked about is run, and what was asked about is no proof of a canary', async () => {
  const asked = (run: Run, id: string): Run => ({
    ...run,
    strategies: run.strategies.map((one) => (one.id === id ? { ...one, selected: true } : one)),
  });
  await stored(runAs('before'));
  expect(await takenBy(asked(fresh(), 'torn'))).toEqual(all('before').slice(0, 2));
  const other = runAs('other');
  await rm(join(directory, 'before'), { recursive: true });
  await stored({ ...other, run: asked(other.run, 'racy') });
  expect(await takenBy(fresh())).toEqual(all('other').slice(2));
});

test('a case that the harness failed in is no proof', async () => {
  const before = runAs('before');
  for (const { entry } of before.cases) {
    if (entry.strategy === 'racy') entry.state = { type: 'faulted', reason: 'the host was gone' };
  }
  await stored(before);
  expect(await takenBy(fresh())).toEqual(all('before').slice(2));
});

test('what can not be read is passed over: a file, another directory, a damaged case', async () => {
  await writeFile(join(directory, 'notes.txt'), 'no run');
  const path = await stored(runAs('before'));
  const [racy] = runAs('before').cases.filter(({ entry }) => entry.strategy === 'racy');
  await writeFile(join(path, 'cases', `${racy?.entry.file}.gz`), '{}\n');
  expect(await takenBy(fresh())).toHaveLength(3);
  await writeFile(join(path, 'run.json'), '{');
  expect(await takenBy(fresh())).toEqual([]);
  directory = join(directory, 'absent');
  expect(await takenBy(fresh())).toEqual([]);
  directory = join(directory, '..');
});

const same = fresh();
const { platform, config } = same;
const elsewhere = { ...platform.fileSystem, mount: '/data' };
const otherwise = { ...platform.fileSystem, options: 'rw,data=journal' };
test.each<[string, Partial<Run>]>([
  ['version', { holdfast: '0.0.9' }],
  ['build', { build: 'b2' }],
  ['profile', { config: { ...config, profile: 'soak' } }],
  ['recorder', { config: { ...config, recorder: 'strace' } }],
  ['Node', { platform: { ...platform, node: 'v24.0.0' } }],
  ['platform', { platform: { ...platform, id: 'linux-arm64' } }],
  ['kernel', { platform: { ...platform, release: '6.9.0' } }],
  ['processor', { platform: { ...platform, cpuModel: 'Another' } }],
  ['mount', { platform: { ...platform, fileSystem: elsewhere } }],
  ['mount options', { platform: { ...platform, fileSystem: otherwise } }],
  ['addons', { platform: { ...platform, addons: [] } }],
])('another %s is no proof', (_what, changes) => {
  expect(isComparable(same, same)).toBe(true);
  expect(isComparable({ ...same, ...changes }, same)).toBe(false);
  expect(isComparable(same, { ...same, ...changes })).toBe(false);
});

test('a run of an earlier version, which says nothing of its code, is no proof', () => {
  const { build: _, ...unsaid } = same;
  expect(isComparable(unsaid, unsaid)).toBe(false);
});
