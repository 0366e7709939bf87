// Reads a capsule, a counterexample in a file, of any kind: limits its size, finds its `kind` and validates
// it as strictly as that kind demands. Capsules are passed around, so nothing in one is trusted before that.

import { checkInterleavingCapsule } from './check-interleaving-capsule.js';
import { type Capsule, checkCapsule } from './crash-capsule.js';
import type { InterleavingCapsule } from './interleaving-capsule.js';
import { checkNemesisCapsule, type NemesisCapsule } from './nemesis-capsule.js';
import { CapsuleError } from './strict-capsule.js';

/** Of the whole text. */
export const capsuleBytesMax = 32 * 1024 * 1024;

export type AnyCapsule = Capsule | InterleavingCapsule | NemesisCapsule;

/** From the text of a file. Throws CapsuleError, saying what is wrong and where. */
export function parseAnyCapsule(json: string): AnyCapsule {
  if (Buffer.byteLength(json) > capsuleBytesMax) throw new CapsuleError('larger than 32 MiB');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new CapsuleError('not JSON', { cause });
  }
  const kind = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  if (kind === 'nemesis') return checkNemesisCapsule(value);
  return kind === 'interleaving' ? checkInterleavingCapsule(value) : checkCapsule(value);
}
