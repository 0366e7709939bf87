// Processes of a run, the harness among them, are stopped and continued at random moments, as by Ctrl-Z, a
// debugger or a paused machine. Time that nobody ran is nobody's fault: the findings are those of an
// undisturbed run.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Attack, oneOf } from '../attack.js';
import {
  difference,
  findingsOf,
  finished,
  leftovers,
  randomMoment,
  smallRun,
  undisturbed,
} from '../small-run.js';

export const stoppedProcesses: Attack = {
  id: 'stopped-processes',
  title: 'stopped and continued: nobody is blamed, the findings stay',
  startsPrograms: true,
  async run(arena) {
    const { random, bench } = arena;
    const expected = await undisturbed(arena);
    const started = bench.start([...smallRun, '--out', 'out']);
    await randomMoment(random, started);
    for (let stops = random.integer(1, 3); stops > 0; stops--) {
      const all = bench.processes();
      const stopped = random.integer(0, 2) === 0 ? all : all.length === 0 ? [] : [oneOf(random, all)];
      for (const { pid } of stopped) send(pid, 'SIGSTOP');
      await sleep(random.integer(50, 2500));
      for (const { pid } of stopped) send(pid, 'SIGCONT');
      await sleep(random.integer(0, 200));
    }
    const { code, err } = await finished(started);
    if (code !== 3) return `it ended with ${code}: ${err.slice(-1000)}`;
    const other = difference(expected, await findingsOf(bench.path('out')));
    return other ?? (await leftovers(bench, 'out'));
  },
};

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
