// Strategies that break in every way that a module can: each gets a row of its own with a named anomaly, and
// neither the rows of others, nor the output, nor the machine bear a trace of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Judged } from '../../../results/judged.js';
import { type Ending, fixture, judgedIn, rowOf, Workbench } from './workbench.js';

const benches: Workbench[] = [];

function bench(): Workbench {
  const made = new Workbench();
  benches.push(made);
  return made;
}

afterAll(() => {
  for (const made of benches) made.remove();
});

function judge(strategies: readonly string[], scenarios: string): Promise<Ending> {
  const selected = ['--strategy', strategies.join(','), '--scenario', scenarios];
  return bench().run('run', '--profile', 'quick', '--json', ...selected);
}

describe('one client', () => {
  const deadly: [string, string[]][] = [
    ['exits-with-zero', ['crash']],
    ['exits-with-three', ['crash']],
    ['aborts', ['crash']],
    ['segfaults', ['crash']],
    ['throws-the-unspeakable', ['uncaught-exception']],
  ];
  const answering: [string, string][] = [
    ['rejects-oddly', 'accepted-stale-write'],
    ['returns-garbage', 'accepted-stale-write'],
  ];
  const harmless = ['leaks', 'prints', 'spawns'];
  const machine = ['answers-with-enospc', 'exits-later'];
  let ending: Ending;
  let judged: Judged;

  beforeAll(async () => {
    const names = [deadly, answering].flatMap((table) => table.map(([name]) => name));
    ending = await judge(['no-lock', ...[...names, ...harmless, ...machine].map(fixture)], 'conflict');
    judged = judgedIn(ending);
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
    expect(judged.cases).toHaveLength(judged.canaries.length + 13);
    expect(judged).toMatchObject({ status: 'finished', canaries: [{ id: 'accept-stale', caught: true }] });
    expect(ending.code).toBe(4);
    expect(ending.err).toContain('answers-with-enospc × conflict: the harness failed: ENOSPC was met');
  });
});

describe('many clients', () => {
  const table: [string, 'threads' | 'processes', string[]][] = [
    ['actors-exit', 'threads', ['crash']],
    ['actors-exit', 'processes', ['crash']],
    ['actors-segfault', 'threads', ['crash']],
    ['actors-segfault', 'processes', ['crash']],
    ['actors-throw-from-timer', 'threads', ['uncaught-exception']],
    ['actors-throw-from-timer', 'processes', ['uncaught-exception']],
    ['throws-in-workers', 'threads', ['uncaught-exception']],
    ['throws-in-workers', 'processes', []],
    ['spawns', 'processes', ['crash']],
  ];
  let judged: Judged;

  beforeAll(async () => {
    const names = [...new Set(table.map(([name]) => name))];
    judged = judgedIn(await judge(names.map(fixture), 'concurrent-threads,concurrent-processes'));
  });

  test.each(table)('%s in %s: %j', (name, scope, deaths) => {
    const { findings } = rowOf(judged, name);
    const completes = findings.find((one) => one.check === 'completes' && one.scope === scope);
    expect(completes?.verdict).toBe(deaths.length > 0 ? 'fail' : 'pass');
    expect([...new Set(completes?.evidence.map(({ anomaly }) => anomaly))]).toEqual(deaths);
  });

  test('the canaries are caught all the same', () => {
    expect(judged.canaries.map(({ caught }) => caught)).toEqual(judged.canaries.map(() => true));
    expect(judged.exitCode).toBe(1);
  });
});

test('nothing is left behind', async () => {
  for (const made of benches) {
    expect(await made.processesAfter(10_000)).toEqual([]);
    expect(made.names()).toEqual(['results']);
  }
});
