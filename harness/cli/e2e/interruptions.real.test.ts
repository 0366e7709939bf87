// A run that is cut off from outside: what is finished is saved, what is told is useful, and no process and no
// file outlives it. Signals go to the whole process group, as a terminal sends them. POSIX only.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { type Run, runSchema } from '../../../results/facts/run-record.js';
import { type Started, Workbench } from './workbench.js';

const benches: Workbench[] = [];

function start(scenarios: string): { bench: Workbench; started: Started } {
  const bench = new Workbench();
  benches.push(bench);
  const selected = ['--strategy', 'lockfile', '--scenario', scenarios];
  const started = bench.start(['run', '--profile', 'quick', '--out', 'out', ...selected]);
  return { bench, started };
}

afterAll(() => {
  for (const bench of benches) bench.remove();
});

function toGroup({ child }: Started, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) process.kill(-child.pid, signal);
}

function saved(bench: Workbench): Run {
  return runSchema.parse(JSON.parse(readFileSync(bench.path('out', 'run.json'), 'utf8')));
}

/** The processes that act, once there are some: they contend or wait to be killed. */
async function actorsOf(bench: Workbench): Promise<number[]> {
  for (;;) {
    const actors = bench.processes().filter(({ command }) => command.includes('process-entry'));
    if (actors.length > 2) return actors.map(({ pid }) => pid);
    await sleep(20);
  }
}

// Each has a bench of its own, and waits for processes most of the time.
describe.skipIf(process.platform !== 'linux').concurrent('cut off in the middle', () => {
  test.each<[string, NodeJS.Signals, NodeJS.Signals | null]>([
    ['Ctrl-C', 'SIGINT', null],
    ['SIGTERM', 'SIGTERM', null],
    ['a closed terminal', 'SIGHUP', null],
    ['Ctrl-C twice', 'SIGINT', 'SIGINT'],
  ])('%s: 130, what is finished is saved', async (_name, first, second) => {
    const { bench, started } = start('conflict,concurrent-processes');
    await started.says('[1/');
    await actorsOf(bench);
    toGroup(started, first);
    await started.says(`${first}: saving what is finished`);
    if (second !== null) toGroup(started, second);
    const { code, err } = await started.ended;
    expect(code).toBe(130);
    expect(err).not.toContain('    at ');
    const run = saved(bench);
    // A case that contends may end in the moment between its start and the signal.
    expect(run.cases.map(({ scenario }) => scenario)).toContain('conflict');
    expect(run.cases.every(({ state }) => state.type === 'done')).toBe(true);
    expect(await bench.processesAfter(10_000)).toEqual([]);
    if (second !== null) return;
    expect(run.status).toBe('interrupted');
    expect(err).toMatch(
      /cases were run; they are saved in .*\nto go on:\n {2}holdfast run --resume \S*out\n/,
    );
    expect(bench.names()).toEqual(['out']);
  });

  test.each<[string, string, boolean]>([
    ['among contenders', 'concurrent-processes', false],
    ['among contenders, one of them stopped', 'concurrent-processes', true],
    ['among victims', 'kill-mid-write', false],
  ])('SIGKILL of the harness %s: the reaper ends and removes everything', async (_name, scenario, stop) => {
    const { bench, started } = start(scenario);
    const [actor] = await actorsOf(bench);
    if (stop && actor !== undefined) process.kill(actor, 'SIGSTOP');
    started.child.kill('SIGKILL');
    await started.ended;
    expect(await bench.processesAfter(10_000)).toEqual([]);
    expect(bench.names('.holdfast').filter((name) => name.startsWith('run-'))).toEqual([]);
    expect(saved(bench).status).toBe('running');
  });

  test('SIGKILL of the whole group, reaper included: the next start clears up', async () => {
    const { bench, started } = start('concurrent-processes');
    const [actor] = await actorsOf(bench);
    if (actor !== undefined) process.kill(actor, 'SIGSTOP');
    const reaper = bench.processes().find(({ command }) => command.includes('reaper-entry'));
    expect(reaper).toBeDefined();
    if (reaper !== undefined) process.kill(reaper.pid, 'SIGKILL');
    toGroup(started, 'SIGKILL');
    await started.ended;
    expect(bench.names('.holdfast').filter((name) => name.startsWith('run-'))).toHaveLength(1);
    const argv = ['--strategy', 'no-lock', '--scenario', 'conflict', '--profile', 'quick', '--out', 'next'];
    await bench.run('run', ...argv);
    expect(bench.names()).toEqual(['next', 'out']);
    expect(await bench.processesAfter(10_000)).toEqual([]);
  });
});
