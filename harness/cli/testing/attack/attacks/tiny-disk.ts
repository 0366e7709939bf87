// The disk of the results or of the strategies' files has no room, from the beginning or in the middle: the run
// says so with the code of the environment, or ends as it would, and what it stored can be read.
import { mkdirSync } from 'node:fs';
import { type Attack, oneOf } from '../attack.js';
import { inNamespace, namespaceMissing } from '../own-mounts.js';
import { finished, smallRun } from '../small-run.js';

export const tinyDisk: Attack = {
  id: 'tiny-disk',
  title: 'a full disk at any moment: said to be one, and what was stored is readable',
  startsPrograms: true,
  unavailable: namespaceMissing,
  async run({ random, bench }) {
    const place = oneOf(random, ['out', 'work']);
    mkdirSync(bench.path(place));
    const kibibytes = place === 'out' ? random.integer(8, 400) : random.integer(100, 90_000);
    const before = `mount -t tmpfs -o size=${kibibytes}k tmpfs '${bench.path(place)}'`;
    // The mount is gone with the namespace: what was stored is read within it.
    const read = 'code=$?; [ ! -e out/run.json ] || "$0" "$1" report out >/dev/null || exit 99; exit $code';
    const started = inNamespace(bench, before, [...smallRun, '--out', 'out'], read);
    const { code, err } = await finished(started);
    const where = `${kibibytes} KiB for ${place}`;
    if (err.includes('    at ')) return `${where}: a stack was told: ${err.slice(0, 1000)}`;
    if (code === 99) return `${where}: what was stored can't be read: ${err.slice(-1000)}`;
    return code === 3 || code === 4 ? null : `${where}: it ended with ${code}: ${err.slice(-1000)}`;
  },
};
