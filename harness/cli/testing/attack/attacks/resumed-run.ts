// A run is cut off at a random moment, once or twice, and continued: it finds what it finds when nobody
// disturbs it.
import { existsSync } from 'node:fs';
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

export const resumedRun: Attack = {
  id: 'resumed-run',
  title: 'cut off at any moment and resumed: the same findings as without',
  startsPrograms: true,
  async run(arena) {
    const { random, bench } = arena;
    const expected = await undisturbed(arena);
    let argv = [...smallRun, '--out', 'out'];
    for (let cuts = random.integer(1, 2); cuts > 0; cuts--) {
      const started = bench.start(argv);
      await randomMoment(random, started);
      started.signal(oneOf(random, ['SIGKILL', 'SIGINT', 'SIGTERM'] as const), random.integer(0, 1) === 1);
      await finished(started);
      await bench.processesAfter(20_000);
      // Before its index is there it has not begun.
      if (existsSync(bench.path('out', 'run.json'))) argv = ['run', '--resume', 'out'];
    }
    const { code, err } = await finished(bench.start(argv));
    const isWhole = err.includes('nothing of the run is missing');
    if (code !== 3 && !isWhole) return `the resumed run ended with ${code}: ${err.slice(-1000)}`;
    if (isWhole) await finished(bench.start(['judge', 'out']));
    const other = difference(expected, await findingsOf(bench.path('out')));
    return other ?? (await leftovers(bench, 'out'));
  },
};
