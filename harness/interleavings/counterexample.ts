// A counterexample: the smallest schedule of a violation, proven by running it once more, with its
// explanation. Packed into a capsule it can be replayed elsewhere: who did what from which initial state,
// where clients stopped, and every choice. Lanes and sentence are for people; a replay does not need them.
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  INTERLEAVING_CAPSULE_SCHEMA_VERSION,
  type InterleavingCapsule,
} from '../../results/capsules/interleaving-capsule.js';
import type { FreshName } from '../../results/vocabulary/fresh-name.js';
import type { LaneLine } from '../../results/vocabulary/interleaving-story.js';
import type { Choice, ViolationClass } from '../../results/vocabulary/schedule.js';
import { explainSchedule } from './explain/explain-schedule.js';
import type { Program } from './program.js';
import type { FoundViolation } from './search/violations.js';

export interface Counterexample {
  class: ViolationClass;
  /** With what explains it. */
  sentence: string;
  preemptions: number;
  afterSchedules: number;
  schedules: number;
  lanes: LaneLine[];
  choices: readonly Choice[];
  contended: ReadonlySet<string> | 'all';
  fresh: readonly FreshName[];
}

const sentenceMax = 2000;

/** null: it did not go wrong again in this program. */
export async function counterexampleOf(
  found: FoundViolation,
  program: Program,
): Promise<Counterexample | null> {
  const { execution, contended, fresh, afterSchedules, schedules, preemptions } = found;
  const explained = await explainSchedule(program, execution.choices, { contended, fresh }, found.class);
  const again = explained.violations.find((one) => one.class === found.class);
  if (again === undefined || explained.leftAt !== null) return null;
  return {
    class: found.class,
    sentence: again.sentence.slice(0, sentenceMax),
    preemptions,
    afterSchedules,
    schedules,
    lanes: explained.lanes,
    choices: execution.choices,
    contended,
    fresh,
  };
}

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
  { choices, contended, fresh, class: outcome, preemptions, sentence, lanes }: Counterexample,
  { reference, ...context }: InterleavingCapsuleContext,
): InterleavingCapsule {
  return {
    schemaVersion: INTERLEAVING_CAPSULE_SCHEMA_VERSION,
    kind: 'interleaving',
    strategy: { id: nameOf(reference), reference },
    ...context,
    contended: contended === 'all' ? contended : [...contended].sort((a, b) => (a < b ? -1 : 1)),
    ...(fresh.length === 0 ? {} : { freshNames: [...fresh] }),
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
