// Packs a schedule that went wrong so that it can be led again elsewhere: who did what from which beginning, where
// clients stopped, and every choice. Lanes and sentence come along for people; a replay does not need them.
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  INTERLEAVING_CAPSULE_SCHEMA_VERSION,
  type InterleavingCapsule,
} from '../../results/capsules/interleaving-capsule.js';
import type { Counterexample } from './counterexample.js';

export type InterleavingCapsuleContext = Pick<
  InterleavingCapsule,
  | 'scope'
  | 'variant'
  | 'writers'
  | 'writes'
  | 'readers'
  | 'documentBytes'
  | 'seed'
  | 'leftovers'
  | 'environment'
> & {
  /** See actors/strategy-reference.ts. */
  reference: string;
};

export function makeInterleavingCapsule(
  { choices, contended, class: outcome, preemptions, sentence, lanes }: Counterexample,
  { reference, ...context }: InterleavingCapsuleContext,
): InterleavingCapsule {
  return {
    schemaVersion: INTERLEAVING_CAPSULE_SCHEMA_VERSION,
    kind: 'interleaving',
    strategy: { id: nameOf(reference), reference },
    ...context,
    contended: contended === 'all' ? contended : [...contended].sort((a, b) => (a < b ? -1 : 1)),
    choices: [...choices],
    outcome,
    preemptions,
    sentence,
    lanes,
  };
}

/** Strategy code runs in clients only, so a module goes by the name of its file. */
function nameOf(reference: string): string {
  return reference.startsWith('file:') ? parse(fileURLToPath(reference)).name : reference;
}
