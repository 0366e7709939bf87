// What power cuts on real file systems showed, as it is stored: for each strategy and file system how many disks
// were mounted that a cut may have left, and on how many of them the promise was broken, beside the grade that
// the models give the same strategy. Counts and one example each; what they mean is in power-cut-agreement.ts.
import { z } from 'zod';
import { failureKindSchema, variantIdSchema } from '../vocabulary/persistence.js';
import { gradeOrder } from './durability-grade.js';

/**
 * Which of the writes that were not flushed are on the disk. prefix: the first so many. dropped: all but one.
 * random: any. torn: a prefix, of whose last write some sectors are missing.
 */
export const powerCutClassSchema = z.enum(['prefix', 'dropped', 'random', 'torn']);
export type PowerCutClass = z.infer<typeof powerCutClassSchema>;

/** One strategy that wrote documents of one size on one file system. */
export const powerCutSessionSchema = z.object({
  strategy: z.string(),
  /** `ext4`. */
  fileSystem: z.string(),
  /** What it was mounted with beyond its defaults: `barrier=0`; empty: nothing. */
  mountedWith: z.string(),
  /** All options as the kernel lists them. */
  options: z.string(),
  /** Mounted so that acknowledged writes must be lost: the proof that a loss would be seen. */
  mutant: z.boolean(),
  documentBytes: z.number().int(),
  seed: z.number().int(),
  /** By the models, of disk states computed from a recording; null: they could not tell. */
  grade: z.enum(gradeOrder).nullable(),
  /** Why nothing can be concluded; null: it can. The counts are of what was done all the same. */
  distrust: z.string().nullable(),
  places: z.number().int(),
  acknowledged: z.number().int(),
  /** Answered while documents were written. */
  flushes: z.number().int(),
  crashPoints: z.number().int(),
  classes: z.array(
    z.object({ class: powerCutClassSchema, images: z.number().int(), failed: z.number().int() }),
  ),
  /** Of one image there may be several. */
  failures: z.array(z.object({ kind: failureKindSchema, images: z.number().int() })),
  /** Images that the file system itself refused to mount; they are among the images, and no failures. */
  unmountable: z.number().int(),
  /** Next writes that were tried after recovery, and those of them that were refused as LOCKED. */
  followUps: z.object({ tried: z.number().int(), locked: z.number().int() }),
  example: z
    .object({
      kind: failureKindSchema,
      class: powerCutClassSchema,
      variant: variantIdSchema,
      /** What was promised, and what was there after the cut, for people. */
      sentence: z.string(),
    })
    .nullable(),
});
export type PowerCutSession = z.infer<typeof powerCutSessionSchema>;

export const POWER_CUTS_SCHEMA_VERSION = 1;

export const powerCutsSchema = z.object({
  kind: z.literal('power-cuts').describe('What this document is.'),
  schemaVersion: z
    .literal(POWER_CUTS_SCHEMA_VERSION)
    .describe('Of this format; a reader refuses one that it does not know.'),
  holdfast: z.string().describe('The version of Holdfast that added to the file last.'),
  platform: z
    .object({ id: z.string(), kernel: z.string(), node: z.string() })
    .describe('Where all of it was done: a file is of one kernel and one Node.'),
  sessions: z
    .array(powerCutSessionSchema)
    .describe('One for each strategy, mount, size of the document and seed.'),
  skipped: z
    .array(z.object({ what: z.string(), reason: z.string() }))
    .describe('What was not run, and why; with what brings what is missing.'),
});
export type PowerCuts = z.infer<typeof powerCutsSchema>;

/** Sessions of one platform from two files; one with the same seed is there once, as it was found last. */
export function mergedPowerCuts(before: PowerCuts, now: PowerCuts): PowerCuts {
  const keyOf = (one: PowerCutSession): string =>
    JSON.stringify([one.fileSystem, one.mountedWith, one.strategy, one.documentBytes, one.seed]);
  const sessions = new Map([...before.sessions, ...now.sessions].map((one) => [keyOf(one), one]));
  return { ...now, sessions: [...sessions.values()] };
}

export function isSamePlatform(one: PowerCuts['platform'], other: PowerCuts['platform']): boolean {
  return one.id === other.id && one.kernel === other.kernel && one.node === other.node;
}
