// A counterexample of a lock protocol in a file: the schedule under which it failed, so that the same clients
// can be run through the same steps again. Replaying runs the strategy that the capsule names.
import { z } from 'zod';
import { freshNameSchema } from '../vocabulary/fresh-name.js';
import { laneLineSchema } from '../vocabulary/interleaving-story.js';
import { choiceSchema, interleavingVariantSchema, violationClassSchema } from '../vocabulary/schedule.js';
import { treeSchema } from '../vocabulary/trace.js';

export const INTERLEAVING_CAPSULE_SCHEMA_VERSION = 1;

const textMax = 4096;
const choicesMax = 20_000;
const contendedMax = 10_000;
const freshNamesMax = 100;
const clientsMax = 8;
const writesMax = 100;
const text = z.string().max(textMax);
const client = z.number().int().nonnegative().max(clientsMax);

export const interleavingCapsuleSchema = z.strictObject({
  schemaVersion: z.literal(INTERLEAVING_CAPSULE_SCHEMA_VERSION),
  kind: z.literal('interleaving'),
  /** `reference`: a built-in id, or the absolute file URL of a module. */
  strategy: z.strictObject({ id: text, reference: text }),
  scope: z.enum(['threads', 'processes']),
  variant: interleavingVariantSchema,
  writers: client,
  /** Acknowledged writes of each writer. */
  writes: z.number().int().nonnegative().max(writesMax),
  readers: client,
  documentBytes: z.number().int().nonnegative(),
  seed: z.number().int(),
  /** What was in the directory at the start; null: only what the harness itself puts there. */
  leftovers: treeSchema.nullable(),
  /** Before which operations clients stop: keys as in `Step`; all: before every one. */
  contended: z.union([z.literal('all'), z.array(text).max(contendedMax)]),
  /** Names that are others in every execution: the keys are made of these. Absent: none are. */
  freshNames: z.array(freshNameSchema).max(freshNamesMax).optional(),
  /** The schedule: one for each moment, from the start. */
  choices: z.array(choiceSchema).max(choicesMax),
  outcome: violationClassSchema,
  /** How many of the choices are. */
  preemptions: z.number().int().nonnegative(),
  /** What went wrong, without its full stop. */
  sentence: text,
  /** The schedule for people; not needed to follow it. */
  lanes: z.array(laneLineSchema).max(choicesMax),
  environment: z.strictObject({ platform: text, node: text, holdfast: text, fileSystem: text }),
});
export type InterleavingCapsule = z.infer<typeof interleavingCapsuleSchema>;
