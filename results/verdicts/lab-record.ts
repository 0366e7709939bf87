// What a lab has found so far, as lab.json keeps it: one entry for each platform, in the order in which they
// were taken. The runs themselves lie beside it, one directory each.
import { z } from 'zod';
import { profileSchema } from '../facts/run-record.js';
import { policySchema } from '../vocabulary/verdict.js';

export const LAB_SCHEMA_VERSION = 1;

/** What became of a strategy that was given one file's path to keep its document at. */
export const fileTrialSchema = z.object({
  strategy: z.string(),
  /** kept: it read back what it had written. refused: it failed, and said so. lost: anything else. */
  outcome: z.enum(['kept', 'refused', 'lost']),
  /** One sentence without its full stop; empty when it was kept. */
  reason: z.string(),
});
export type FileTrial = z.infer<typeof fileTrialSchema>;

export const labOutcomeSchema = z.discriminatedUnion('type', [
  z.object({
    /** A run is stored in the directory `run` beside lab.json; cut off, if `status` says so. */
    type: z.literal('run'),
    run: z.string(),
    status: z.enum(['finished', 'interrupted']),
    /** So many scenarios only, because nothing can be GO there; absent: all that were asked for. */
    onlyScenarios: z.number().int().optional(),
  }),
  /** It holds one file; what each strategy did there. */
  z.object({ type: z.literal('file'), trials: z.array(fileTrialSchema) }),
  /** It could not be made here. */
  z.object({ type: z.literal('skipped'), reasons: z.array(z.string()) }),
  /** It was made, and nothing could be run there: full, read-only, or something went wrong. */
  z.object({ type: z.literal('failed'), reason: z.string() }),
]);
export type LabOutcome = z.infer<typeof labOutcomeSchema>;

export const labResultSchema = z.object({
  /** As `--only` selects it. */
  id: z.string(),
  title: z.string(),
  outcome: labOutcomeSchema,
  durationMs: z.number(),
});
export type LabResult = z.infer<typeof labResultSchema>;

export const labRecordSchema = z.object({
  schemaVersion: z.literal(LAB_SCHEMA_VERSION),
  holdfast: z.string(),
  /** ISO 8601 in UTC. */
  startedAt: z.string(),
  /** null: it is running, or was killed; what is listed had finished. */
  finishedAt: z.string().nullable(),
  profile: profileSchema,
  policy: policySchema,
  seed: z.number().int(),
  strategies: z.array(z.string()),
  /** Platforms that were wanted; one without a result was not reached. */
  wanted: z.array(z.string()),
  results: z.array(labResultSchema),
});
export type LabRecord = z.infer<typeof labRecordSchema>;
