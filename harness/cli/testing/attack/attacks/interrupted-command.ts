// Ctrl-C, SIGTERM or a closed terminal while a command works that keeps nothing: it ends with 130 and leaves
// nothing.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '../../../e2e/workbench.js';
import { type Attack, oneOf } from '../attack.js';
import { finished, leftovers } from '../small-run.js';

const capsules = join(repositoryRoot, 'results', 'reference', 'linux-tmpfs', 'capsules');

export const interruptedCommand: Attack = {
  id: 'interrupted-command',
  title: 'doctor, audit and replay interrupted: 130, and nothing is left',
  startsPrograms: true,
  async run({ random, bench }) {
    const commands = [
      ['doctor'],
      ['audit', 'lockfile'],
      ['replay', join(capsules, oneOf(random, readdirSync(capsules)))],
    ];
    const argv = oneOf(random, commands);
    const started = bench.start([...argv, '--dir', 'work']);
    // From when its work directory is there: before, the system's own answer to a signal is the right one.
    while (!existsSync(bench.path('work')) && started.child.exitCode === null) await sleep(5);
    await sleep(random.integer(0, 1500));
    const signal = oneOf(random, ['SIGINT', 'SIGTERM', 'SIGHUP'] as const);
    const wasRunning = started.signal(signal, random.integer(0, 1) === 1);
    const { code, err } = await finished(started);
    if (err.includes('    at ')) return `${argv[0]}: a stack was told: ${err.slice(0, 1000)}`;
    // It may have been about to end by itself.
    if (wasRunning && code !== 130 && ![0, 1, 3].includes(code ?? -1))
      return `${argv[0]}, ${signal}: it ended with ${code}`;
    const left = await leftovers(bench, 'work');
    return left === null ? null : `${argv[0]}, ${signal}: ${left}`;
  },
};
