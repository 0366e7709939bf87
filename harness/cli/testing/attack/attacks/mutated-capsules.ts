// Capsules come from anybody: real ones with a changed bit, a changed value or a cut are refused with the one
// error that means so, or read.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAnyCapsule } from '../../../../../results/capsules/any-capsule.js';
import { CapsuleError } from '../../../../../results/capsules/strict-capsule.js';
import type { Random } from '../../../../random.js';
import { repositoryRoot } from '../../../e2e/workbench.js';
import { type Attack, oneOf } from '../attack.js';
import { withChangedValue } from '../changed-value.js';

const folder = join(repositoryRoot, 'results', 'reference', 'linux-tmpfs', 'capsules');

const mutations: readonly ((text: string, random: Random) => string)[] = [
  (text, random) => JSON.stringify(withChangedValue(JSON.parse(text), random)),
  (text, random) => text.slice(0, random.integer(0, text.length)),
  (text, random) => {
    const bytes = Buffer.from(text);
    const bit = random.integer(0, bytes.length * 8 - 1);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return bytes.toString();
  },
];

export const mutatedCapsules: Attack = {
  id: 'mutated-capsules',
  title: 'a changed capsule is refused as one, or read',
  startsPrograms: false,
  async run({ random }) {
    const name = oneOf(random, readdirSync(folder));
    const text = oneOf(random, mutations)(readFileSync(join(folder, name), 'utf8'), random);
    try {
      parseAnyCapsule(text);
      return null;
    } catch (error) {
      return error instanceof CapsuleError
        ? null
        : `${name}: ${error instanceof Error ? error.stack : error}`;
    }
  },
};
