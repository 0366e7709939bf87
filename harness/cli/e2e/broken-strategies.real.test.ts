// Strategies that break in every way that a module can: each gets a row of its own with a named anomaly, and
// neither the rows of others, nor the output, nor the machine bear a trace of it. All runs go on at the same time,
// because those with strategies that hang mostly wait.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Judged } from '../../../results/verdicts/judged.js';
import { memoryPlace } from '../../processes/testing/memory-place.js';
import { type Ending, fixture, judgedIn, rowOf, Workbench } from './workbench.js';

const benches: Workbench[] = [];

function run(strategies: readonly string[], scenarios: string): Promise<Ending> {
  const bench = new Workbench({ place: memoryPlace });
  benches.push(bench);
  const selected = ['--strategy', strategies.join(','), '--scenario', scenarios];
  return bench.run('run', '--profile', 'quick', '--json', ...selected);
}

afterAll(() => {
  for (const bench of benches) bench.remove();
});

const contention = 'concurrent-threads,concurrent-processes';

const deadly: [string, string[]][] = [
  ['exits-with-zero', ['crash']],
  ['exits-with-three', ['crash']],
  ['aborts', ['crash']],
  ['segfaults', ['crash']],
];
const answering: [string, string][] = [
  ['rejects-oddly', 'changed-by-stale-write'],
  ['returns-garbage', 'changed-by-stale-write'],
  ['forgets-the-stored', 'rejected-good-write'],
  ['throws-the-unspeakable', 'rejected-good-write'],
];
const harmless = ['leaks', 'prints', 'spawns', 'undefined-for-absent'];
const machine = ['answers-with-enospc', 'exits-later'];
const oneClient = [...deadly, ...answering].map(([name]) => name).concat(harmless, machine);

const amongMany: [string, 'threads' | 'processes', string[]][] = [
  ['actors-exit', 'threads', ['crash']],
  ['actors-exit', 'processes', ['crash']],
  ['actors-segfault', 'threads', ['crash']],
  ['actors-segfault', 'processes', ['crash']],
  ['actors-throw-from-timer', 'threads', ['uncaught-exception']],
  ['actors-throw-from-timer', 'processes', ['uncaught-exception']],
  ['throws-in-workers', 'threads', ['write-failed']],
  ['throws-in-workers', 'processes', []],
  ['spawns', 'processes', ['crash']],
];
const manyClients = [...new Set(amongMany.map(([name]) => name))];

/** Strategy, scenarios, and the calls in which it hangs. */
const hanging: [string, string, string[]][] = [
  ['spins-in-open', 'conflict', ['open']],
  ['blocks-in-read', 'conflict', ['read']],
  ['blocks-in-write', 'conflict', ['write']],
  ['never-settles', 'conflict', ['write']],
  // The third is not run any more.
  ['first-actor-blocks', `${contention},mixed`, ['write', 'write']],
];

let alone: Ending;
let many: Ending;
let hung: Ending[];

function hungIn(name: string): Ending {
  const ending = hung[hanging.findIndex((row) => row[0] === name)];
  if (ending === undefined) throw new Error(`${name} was not run`);
  return ending;
}

beforeAll(async () => {
  [alone, many, hung] = await Promise.all([
    run(['no-lock', ...oneClient.map(fixture)], 'conflict'),
    run(manyClients.map(fixture), contention),
    Promise.all(hanging.map(([name, scenarios]) => run([fixture(name)], scenarios))),
  ]);
});

describe('one client', () => {
  let judged: Judged;
  beforeAll(() => {
    judged = judgedIn(alone);
  });

  test.each(deadly)('%s: NO-GO, %j', (name, deaths) => {
    expect(rowOf(judged, name)).toMatchObject({ decision: 'NO-GO', deaths });
  });

  test.each(answering)('%s: NO-GO, %s', (name, anomaly) => {
    const { decision, findings } = rowOf(judged, name);
    expect(decision).toBe('NO-GO');
    expect(findings.flatMap(({ evidence }) => evidence.map((one) => one.anomaly))).toContain(anomaly);
  });

  test.each(['no-lock', ...harmless])('%s: no finding against it', (name) => {
    expect(rowOf(judged, name).findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  });

  test('what may be the fault of the machine or of the harness accuses nobody, and every case is stored', () => {
    for (const name of machine) {
      expect(rowOf(judged, name).findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    }
    expect(rowOf(judged, 'answers-with-enospc').decision).toBe('INCONCLUSIVE');
    expect(judged.cases).toHaveLength(['no-lock', 'accept-stale', ...oneClient].length);
    expect(judged).toMatchObject({ status: 'finished', canaries: [{ id: 'accept-stale', caught: true }] });
    expect(alone.code).toBe(1);
    expect(alone.err).toContain('answers-with-enospc × conflict: the harness failed: ENOSPC was met');
  });
});

describe('many clients', () => {
  let judged: Judged;
  beforeAll(() => {
    judged = judgedIn(many);
  });

  test.each(amongMany)('%s in %s: %j', (name, scope, deaths) => {
    const { findings } = rowOf(judged, name);
    const completes = findings.find((one) => one.check === 'completes' && one.scope === scope);
    expect(completes).toMatchObject({ verdict: deaths.length > 0 ? 'fail' : 'pass' });
    expect([...new Set(completes?.evidence.map(({ anomaly }) => anomaly))]).toEqual(deaths);
  });

  test('the canaries are caught all the same', () => {
    expect(judged.canaries.map(({ caught }) => caught)).toEqual(judged.canaries.map(() => true));
    expect(many.code).toBe(1);
  });
});

describe('a host that ends between two calls', () => {
  let ending: Ending;
  let judged: Judged;
  beforeAll(async () => {
    ending = await run(['killed-between-calls', 'exits-between-calls'].map(fixture), 'conflict');
    judged = judgedIn(ending);
  });

  test('killed: its case is run once more, and counts if it ends', () => {
    const told =
      'killed-between-calls × conflict (single) was run once more: the host process ended by itself';
    expect(ending.err).toContain(`${told} (SIGKILL)`);
    const cases = judged.cases.filter(({ strategy }) => strategy !== 'exits-between-calls');
    expect(cases.map(({ state }) => state.type)).toEqual(['done', 'done']);
    expect(judged.warnings.join()).toContain('was run once more');
    expect(judged.canaries.map(({ caught }) => caught)).toEqual([true]);
  });

  test('by itself: it gets no second chance to pass', () => {
    expect(ending.err).not.toContain('exits-between-calls × conflict (single) was run once more');
    const cases = judged.cases.filter(({ strategy }) => strategy === 'exits-between-calls');
    expect(cases.map(({ state }) => state.type)).toEqual(['faulted']);
    expect(rowOf(judged, 'exits-between-calls').decision).not.toBe('GO');
  });
});

test('a strategy that hung twice is not asked again, and the rest of its cases are no fault of the harness', () => {
  const ending = hungIn('first-actor-blocks');
  expect(ending.err).toContain('first-actor-blocks had hung 2 times; the rest of its cases was not run');
  expect(judgedIn(ending).cases.filter(({ state }) => state.type === 'faulted')).toEqual([]);
});

describe('hangs', () => {
  test.each(hanging)('%s in %s: NO-GO, hang in %j', (name, _scenarios, places) => {
    const ending = hungIn(name);
    const { decision, deaths, findings } = rowOf(judgedIn(ending), name);
    const hangs = places.map(() => 'hang');
    expect({ code: ending.code, decision, deaths }).toEqual({ code: 1, decision: 'NO-GO', deaths: hangs });
    const told = findings.filter(({ check }) => check === 'completes').map(({ summary }) => summary);
    for (const [index, place] of places.entries()) expect(told[index]).toContain(`inside ${place}`);
  });
});

test.each([
  ['throws-at-load', "can't be imported: not today"],
  ['exits-at-load', 'ended the process while loading (exit code 0)'],
  ['exports-nonsense', 'default export is not an object'],
])('%s: refused before the run', async (name, sentence) => {
  const { code, out, err } = await run([fixture(name)], 'conflict');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(sentence);
  expect(benches.at(-1)?.names()).toEqual([]);
});

describe('beside others', () => {
  let judged: Judged;
  beforeAll(async () => {
    const broken = ['throws-at-load', 'exports-nonsense', 'removes-its-directory'];
    judged = judgedIn(await run(['no-lock', ...broken.map(fixture)], 'conflict'));
  });

  test('a module that cannot be loaded is a row of the run', () => {
    expect(rowOf(judged, 'throws-at-load')).toMatchObject({ decision: 'N/A' });
    const { reason } = judged.strategies.find(({ id }) => id === 'throws-at-load') ?? {};
    expect(reason).toContain("can't be imported: not today");
    expect(rowOf(judged, 'exports-nonsense')).toMatchObject({ decision: 'N/A' });
  });

  test('a strategy that removes its own directory is not GO', () => {
    expect(rowOf(judged, 'removes-its-directory').decision).not.toBe('GO');
  });

  test('neither costs anybody else a verdict', () => {
    expect(rowOf(judged, 'no-lock').findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  });
});

test('nothing is left behind', async () => {
  for (const bench of benches) {
    expect(await bench.processesAfter(10_000)).toEqual([]);
    expect(bench.names().filter((name) => name !== 'results')).toEqual([]);
  }
});
