// holdfast explore with the real engine: what it finds and what it doesn't, strategies that misbehave only when they
// meet, and what is left when it is cut off: nothing. Schedules are few, so that this stays a matter of seconds.
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { interleavingsFactSchema } from '../../../results/facts/interleavings-fact.js';
import { fixture, type Started, Workbench } from './workbench.js';

// Hundreds of schedules on a machine that does other things too; none of these waits for a deadline.
vi.setConfig({ testTimeout: 600_000 });

const benches: Workbench[] = [];
const newBench = (): Workbench => {
  const bench = new Workbench();
  benches.push(bench);
  return bench;
};

afterEach(() => {
  for (const bench of benches.splice(0)) bench.remove();
});

/** The counterexample that docs/interleavings.md shows. */
function shownCounterexample(): string[] {
  const page = readFileSync(new URL('../../../docs/interleavings.md', import.meta.url), 'utf8');
  const [, shown] = /^```text\n(✗ lost-update [\s\S]*?)^```$/m.exec(page) ?? [];
  if (shown === undefined) throw new Error('the page shows no counterexample any more');
  return linesOf(shown);
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n');
const budget = ['--seed', '1', '--max-time', '10m'];

describe.skipIf(process.platform === 'win32')('explored by real clients', () => {
  test('the prototype loses an update with two preemptions, and does so again when replayed', async () => {
    const bench = newBench();
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

  test.each([['processes'], ['threads']])('flock keeps its word at one preemption, as %s', async (scope) => {
    const bench = newBench();
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
  });

  test.each([
    ['throws-in-workers', 'lost-update'],
    ['exits-when-overtaken', 'death'],
    ['spins-when-overtaken', 'hang'],
  ])('a strategy of one’s own: %s is %s', async (name, found) => {
    const bench = newBench();
    const options = ['--preemptions', '1', '--out', 'found', ...budget];
    const { code, out } = await bench.run('explore', fixture(name), ...options);
    expect(out).toContain(`✗ ${found} (plain): 1 preemption`);
    expect(code).toBe(1);
    expect(readdirSync(bench.path('found', 'capsules'))).toContain(`${name}.processes.plain.${found}.json`);
    expect(bench.names()).toEqual(['found']);
    expect(await bench.processesAfter(10_000)).toEqual([]);
  });

  test.each([
    ['exits-later', 'exit code 5'],
    ['never-settles', 'nothing is under way and no timer is set'],
    ['spawns', 'child process started'],
    ['leaks', 'it waits for something outside of the schedule'],
  ])('a strategy that can’t even be led alone proves nothing: %s', async (name, why) => {
    const bench = newBench();
    const { code, out } = await bench.run('explore', fixture(name), '--json', ...budget);
    const { verdict, lacks } = JSON.parse(out);
    expect(verdict).toBe('inconclusive');
    expect(lacks.join()).toContain(why);
    expect(code).toBe(3);
    expect(bench.names()).toEqual([]);
    expect(await bench.processesAfter(10_000)).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('cut off', () => {
  async function searching(): Promise<{ bench: Workbench; started: Started }> {
    const bench = newBench();
    const started = bench.start(['explore', 'flock', '--preemptions', '6', ...budget]);
    await started.says('plain: preemptions 1');
    return { bench, started };
  }

  function toGroup({ child }: Started, signal: NodeJS.Signals): void {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  }

  test.each<[NodeJS.Signals]>([['SIGINT'], ['SIGTERM']])(
    'by %s: 130, and what was covered is told',
    async (signal) => {
      const { bench, started } = await searching();
      toGroup(started, signal);
      const { code, out, err } = await started.ended;
      expect(err).toContain(`${signal}: saving what is finished`);
      expect(out).toContain('plain: all schedules of 2 × 2 with no preemption: no violation');
      expect(linesOf(out).at(-2)).toBe('Decision: ? INCONCLUSIVE');
      expect(code).toBe(130);
      expect(bench.names()).toEqual([]);
      expect(await bench.processesAfter(10_000)).toEqual([]);
    },
  );

  test('by two of them: 130 at once', async () => {
    const { bench, started } = await searching();
    toGroup(started, 'SIGINT');
    await started.says('saving what is finished');
    toGroup(started, 'SIGINT');
    const { code } = await started.ended;
    expect(code).toBe(130);
    expect(await bench.processesAfter(10_000)).toEqual([]);
  });

  test('by SIGKILL: the reaper ends clients and scheduler and removes everything', async () => {
    const { bench, started } = await searching();
    started.child.kill('SIGKILL');
    await started.ended;
    expect(await bench.processesAfter(10_000)).toEqual([]);
    expect(bench.names('.holdfast').filter((name) => name.startsWith('run-'))).toEqual([]);
  });

  test('the scheduler alone by SIGKILL: 4, and its clients end with it', async () => {
    const { bench, started } = await searching();
    const scheduler = bench.processes().find(({ command }) => command.includes('explore-host-entry'));
    expect(scheduler).toBeDefined();
    if (scheduler !== undefined) process.kill(scheduler.pid, 'SIGKILL');
    const { code, err } = await started.ended;
    expect(err).toContain('The scheduler ended by itself (SIGKILL).');
    expect(code).toBe(4);
    expect(bench.names()).toEqual([]);
    expect(await bench.processesAfter(10_000)).toEqual([]);
  });
});
