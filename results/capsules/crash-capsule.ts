// A counterexample of crash consistency in a file: everything that is needed to present one failing disk
// state to the strategy again, and to see why the model permits it. Capsules are passed around, so reading
// one treats it as hostile: no unknown field, no name or link that leads out of its directory, a tree that is
// a tree, and a trace that can have happened.
import { z } from 'zod';
import {
  crashWindowSchema,
  failureKindSchema,
  lostEffectSchema,
  persistenceModelSchema,
  variantIdSchema,
} from '../vocabulary/persistence.js';
import { traceSchema, treeSchema } from '../vocabulary/trace.js';
import { isPlain } from './capsule-bounds.js';
import { checkTrace } from './capsule-trace.js';
import { checkTree } from './capsule-tree.js';
import { readStrictly } from './strict-capsule.js';

export const CAPSULE_SCHEMA_VERSION = 1;

const effectsMax = 20_000;
const textMax = 4096;

const text = z.string().max(textMax);

export const capsuleSchema = z.object({
  schemaVersion: z.literal(CAPSULE_SCHEMA_VERSION),
  kind: z.literal('power-loss'),
  /** `reference`: a built-in id, or the absolute file URL of a module. Whoever replays runs that module. */
  strategy: z.object({ id: text, reference: text }),
  variant: variantIdSchema,
  /** Relative to the watched root, separated by `/`. */
  documentPath: text,
  trace: traceSchema,
  /** The crash comes after this many effects. */
  crashPoint: z.number().int().nonnegative(),
  model: persistenceModelSchema,
  /** What of the effects before the crash is missing on the disk; everything else survived. */
  lost: z.array(lostEffectSchema).max(effectsMax),
  /** The disk itself. */
  disk: treeSchema,
  seed: z.number().int(),
  environment: z.object({ platform: text, node: text, holdfast: text, fileSystem: text }),
  outcome: failureKindSchema,
  expected: crashWindowSchema,
  /** Which missing ordering explains it, in one sentence, and the story in lines. */
  explanation: z.object({ sentence: text, lines: z.array(text).max(effectsMax) }),
});
export type Capsule = z.infer<typeof capsuleSchema>;

/** Of a value that may be anything. Throws CapsuleError, saying what is wrong and where. */
export function checkCapsule(value: unknown): Capsule {
  return readStrictly(value, capsuleSchema, problemWith);
}

function problemWith(capsule: Capsule): string | null {
  const { trace, crashPoint } = capsule;
  if (trace.effects.length > effectsMax) return `trace: more than ${effectsMax} effects`;
  if (trace.calls.length !== trace.effects.length || trace.durationsNs.length !== trace.effects.length) {
    return 'trace: effects, calls and durationsNs differ in length';
  }
  if (trace.distrust !== null) return 'trace: its own recorder did not trust it';
  if (crashPoint > trace.effects.length) return 'crashPoint: beyond the end of the trace';
  const beyond = capsule.lost.find((lost) => lost.effect > crashPoint || lost.effect >= trace.effects.length);
  if (beyond !== undefined) return `lost: effect ${beyond.effect} is not before the crash point`;
  const parts = capsule.documentPath.split('/');
  if (!parts.every(isPlain)) return 'documentPath: not a path within the directory';
  return checkTree(trace.initial, 'trace.initial') ?? checkTrace(trace) ?? checkTree(capsule.disk, 'disk');
}
