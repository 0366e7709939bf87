// The harness ends at a random moment, by Ctrl-C, a closed terminal, SIGTERM or SIGKILL, alone or with its group:
// no process and no file is left, what had finished can be read, and no report says that it still runs.
import { existsSync } from 'node:fs';
import { type Attack, oneOf } from '../attack.js';
import { finished, leftovers, randomMoment, smallRun } from '../small-run.js';

export const killedHarness: Attack = {
  id: 'killed-harness',
  title: 'killed or interrupted at any moment: nothing is left, what had finished is readable',
  startsPrograms: true,
  async run({ random, bench }) {
    const signal = oneOf(random, ['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const);
    const wholeGroup = random.integer(0, 1) === 1;
    const started = bench.start([...smallRun, '--out', 'out']);
    await randomMoment(random, started);
    started.signal(signal, wholeGroup);
    const { err } = await finished(started);
    if (err.includes('    at ')) return `a stack was told: ${err.slice(0, 1000)}`;
    const left = await leftovers(bench, 'out');
    if (left !== null) return `${signal}: ${left}`;
    if (!existsSync(bench.path('out', 'run.json'))) return null;
    const { out: report, code } = await finished(bench.start(['report', 'out']));
    if (code !== 0) return `${signal}: report ended with ${code}`;
    return report.includes('has not ended') ? `${signal}: the report says that it still runs` : null;
  },
};
