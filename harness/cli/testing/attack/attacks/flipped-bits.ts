// Single bits of a stored run change, as a disk, a memory or a copy may change them.
import { readFileSync, writeFileSync } from 'node:fs';
import { type Attack, oneOf } from '../attack.js';
import { misreading, storeSample } from '../stored-sample.js';

export const flippedBits: Attack = {
  id: 'flipped-bits',
  title: 'a stored run with a changed bit is refused, or means what it meant',
  startsPrograms: false,
  async run({ random, bench }) {
    const dir = bench.path('run');
    const file = bench.path('run', oneOf(random, await storeSample(dir, random)));
    const bytes = readFileSync(file);
    const bit = random.integer(0, bytes.length * 8 - 1);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    writeFileSync(file, bytes);
    const wrong = await misreading(dir);
    return wrong === null ? null : `${wrong}: bit ${bit} of ${file}`;
  },
};
