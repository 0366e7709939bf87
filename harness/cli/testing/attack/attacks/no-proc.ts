// A machine without /proc, as in a bare chroot: the run works as far as it can, and leaves no process.
import type { Attack } from '../attack.js';
import { inNamespace, namespaceMissing } from '../own-mounts.js';
import { finished, smallRun } from '../small-run.js';

export const noProc: Attack = {
  id: 'no-proc',
  title: 'without /proc: it runs, and nothing is left',
  startsPrograms: true,
  unavailable: namespaceMissing,
  async run({ bench }) {
    const started = inNamespace(bench, 'mount -t tmpfs tmpfs /proc', [...smallRun, '--out', 'out'], '');
    const { code, err } = await finished(started);
    if (code !== 3) return `it ended with ${code}: ${err.slice(-1000)}`;
    const left = await bench.processesAfter(20_000);
    return left.length === 0 ? null : `processes were left: ${left.join(' | ')}`;
  },
};
