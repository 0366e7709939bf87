// Processes of a run, the reaper among them, are killed by somebody else at random moments. A strategy may be
// blamed for that, because a process that dies inside its code looks the same; but the run ends, nothing is left,
// what is broken on purpose never passes, and a whole file of results says so.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Attack, oneOf } from '../attack.js';
import { findingsOf, finished, leftovers, randomMoment, smallRun, undisturbed } from '../small-run.js';

export const killedProcesses: Attack = {
  id: 'killed-processes',
  title: 'hosts, actors and reaper killed: the run ends, and no failure becomes a pass',
  startsPrograms: true,
  async run(arena) {
    const { random, bench } = arena;
    const failures = (await undisturbed(arena)).filter((one) => one.endsWith(' fail'));
    const started = bench.start([...smallRun, '--out', 'out']);
    await randomMoment(random, started);
    for (let kills = random.integer(1, 3); kills > 0; kills--) {
      const others = bench.processes().filter(({ pid }) => pid !== started.child.pid);
      if (others.length > 0) process.kill(oneOf(random, others).pid, 'SIGKILL');
      await sleep(random.integer(0, 200));
    }
    const { code, err } = await finished(started);
    if (code === null || ![0, 1, 3, 4].includes(code)) return `it ended with ${code}: ${err.slice(-1000)}`;
    if (err.includes('    at ')) return `a stack was told: ${err.slice(0, 1000)}`;
    const found = await findingsOf(bench.path('out'));
    const passed = failures.filter((one) => found.includes(one.replace(/ fail$/, ' pass')));
    if (passed.length > 0) return `failures became passes: ${passed.join('; ')}`;
    return leftovers(bench, 'out');
  },
};
