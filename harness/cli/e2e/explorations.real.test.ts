// `holdfast explore` with the real engine: what it finds and what it doesn't, strategies that misbehave only
// under contention, and that nothing is left when it is interrupted. Searches are small, and run beside each
// other, in memory.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { interleavingsFactSchema } from '../../../results/facts/interleavings-fact.js';
import { memoryPlace } from '../../processes/testing/memory-place.js';
import { fixture, type Started, Workbench } from './workbench.js';

// Hundreds of schedules on a machine that does other things too; none of these waits for a deadline.
vi.setConfig({ testTimeout: 600_000 });

/** Removed with all its processes when the test has finished. */
function newBench({ onTestFinished }: TestContext): Workbench {
  const bench = new Workbench({ place: memoryPlace });
  onTestFinished(() => bench.remove());
  return bench;
}

/** The counterexample that docs/interleavings.md shows. */
function shownCounterexample(): string[] {
  const page = readFileSync(new URL('../../../docs/interleavings.md', import.meta.url), 'utf8');
  const [, shown] = /^```text\n(✗ lost-update [\s\S]*?)^```$/m.exec(page) ?? [];
  if (shown === undefined) throw new Error('the page shows no counterexample any more');
  return linesOf(shown);
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n');
const budget = ['--seed', '1', '--max-time', '10m'];

describe.skipIf(process.platform === 'win32')('explored by real clients', { concurrent: true }, () => {
  test('the prototype loses an update with two preemptions, and does so again when replayed', async (context) => {
    const bench = newBench(context);
    const { code, out } = await bench.run(
      'explore',
      'm03',
      '--preemptions',
      '2',
      '--out',
      'found',
      ...budget,
    );
    expect(out).toContain('plain: violated, after all schedules of 2 × 2 with at most 1 preemption');
    expect(out).toMatch(/✗ lost-update \(plain\): 2 preemptions, after [\d,]+ schedules/);
    // Other versions of Node open and read files in other steps.
    const shown = shownCounterexample();
    const same = process.version.startsWith('v20.')
      ? shown
      : shown.slice(0, 1).map((line) => line.slice(0, 40));
    expect(out).toContain(same.join('\n'));
    expect(code).toBe(1);
    expect(bench.names()).toEqual(['found']);
    const capsule = 'found/capsules/m03.processes.plain.lost-update.json';
    expect(linesOf(out).at(-1)).toContain(`holdfast replay ${capsule}`);
    const again = await bench.run('replay', capsule);
    expect(linesOf(again.out).at(-1)).toBe('Replay: same: lost-update, as recorded.');
    expect(again.code).toBe(0);
    const mended = await bench.run('replay', capsule, '--strategy', 'flock');
    expect(mended.out).toContain('Replay: different: lost-update was recorded; with this strategy nothing');
    expect(mended.code).toBe(1);
    expect(await bench.processesAfter(10_000)).toEqual([]);
  });

  test.for(['processes', 'threads'])(
    'flock keeps its promise at one preemption, as %s',
    async (scope, context) => {
      const bench = newBench(context);
      const options = ['--preemptions', '1', '--scope', scope, '--json', ...budget];
      const { code, out } = await bench.run('explore', 'flock', ...options);
      const told = JSON.parse(out);
      expect(told).toMatchObject({ strategy: 'flock', verdict: 'none-found', lacks: [], files: [], scope });
      const [plain] = interleavingsFactSchema.parse(told).variants;
      expect(plain).toMatchObject({ coverage: { completeTo: 1 }, distrust: null, violations: [] });
      expect(plain?.schedules).toBeGreaterThan(5);
      expect(code).toBe(0);
      expect(bench.names()).toEqual([]);
      expect(await bench.processesAfter(10_000)).toEqual([]);
    },
  );

  test.for([
    ['throws-in-workers', 'lost-update'],
    ['exits-when-overtaken', 'death'],
  ] as const)('a strategy of one’s own: %s is %s', async ([name, found], context) => {
    const bench = newBench(context);
    const options = ['--preemptions', '1', '--out', 'found', ...budget];
    const { code, out } = await bench.run('explore', fixture(name), ...options);
    expect(out).toContain(`✗ ${found} (plain): 1 preemption`);
    expect(code).toBe(1);
    expect(readdirSync(bench.path('found', 'capsules'))).toContain(`${name}.processes.plain.${found}.json`);
    expect(bench.names()).toEqual(['found']);
    expect(await bench.processesAfter(10_000)).toEqual([]);
  });

  test.for([
    ['exits-later', 'exit code 5'],
    ['never-settles', 'nothing is under way and no timer is set'],
    ['spawns', 'child process started'],
    ['leaks', 'it waits for something outside of the schedule'],
  ] as const)('a strategy that can’t be scheduled proves nothing: %s', async ([name, why], context) => {
    const bench = newBench(context);
    const { code, out } = await bench.run('explore', fixture(name), '--json', ...budget);
    const { verdict, lacks } = JSON.parse(out);
    expect(verdict).toBe('inconclusive');
    expect(lacks.join()).toContain(why);
    expect(code).toBe(3);
    expect(bench.names()).toEqual([]);
    expect(await bench.processesAfter(10_000)).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('interrupted', { concurrent: true }, () => {
  async function searching(context: TestContext): Promise<{ bench: Workbench; started: Started }> {
    const bench = newBench(context);
    const started = bench.start(['explore', 'flock', '--preemptions', '6', ...budget]);
    await started.says('plain: preemptions 1');
    return { bench, started };
  }

  function toGroup({ child }: Started, signal: NodeJS.Signals): void {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  }

  test.for<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
    'by %s: 130, and what was covered is reported',
    async (signal, context) => {
      const { bench, started } = await searching(context);
      toGroup(started, signal);
      const { code, out, err } = await started.ended;
      expect(err).toContain(`${signal}: saving what is finished`);
      // On a busy machine the signal may come later than after the first bound.
      expect(out).toMatch(/plain: all schedules of 2 × 2 with (no|at most \d+) preemptions?: no violation/);
      expect(linesOf(out).at(-2)).toBe('Decision: ? INCONCLUSIVE');
      expect(code).toBe(130);
      expect(bench.names()).toEqual([]);
      expect(await bench.processesAfter(10_000)).toEqual([]);
    },
  );

  test('by two of them: 130 at once', async (context) => {
    const { bench, started } = await searching(context);
    toGroup(started, 'SIGINT');
    await started.says('saving what is finished');
    toGroup(started, 'SIGINT');
    const { code } = await started.ended;
    expect(code).toBe(130);
    expect(await bench.processesAfter(10_000)).toEqual([]);
  });

  test('by SIGKILL: the reaper ends clients and scheduler and removes everything', async (context) => {
    const { bench, started } = await searching(context);
    started.child.kill('SIGKILL');
    await started.ended;
    expect(await bench.processesAfter(10_000)).toEqual([]);
    expect(bench.names('.holdfast').filter((name) => name.startsWith('run-'))).toEqual([]);
  });

  test('the scheduler alone by SIGKILL: 4, and its clients end with it', async (context) => {
    const { bench, started } = await searching(context);
    const scheduler = bench.processes().find(({ command }) => command.includes('run/host-entry'));
    expect(scheduler).toBeDefined();
    if (scheduler !== undefined) process.kill(scheduler.pid, 'SIGKILL');
    const { code, err } = await started.ended;
    expect(err).toContain('The scheduler ended by itself (SIGKILL).');
    expect(code).toBe(4);
    expect(bench.names()).toEqual([]);
    expect(await bench.processesAfter(10_000)).toEqual([]);
  });
});
