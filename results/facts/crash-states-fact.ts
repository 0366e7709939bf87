// The result of judging every disk state that a power loss or a kill may leave: for each initial state and
// persistence model how many states were judged, how, and which of them broke a promise. Counts and
// counterexamples only, from which verdicts and the durability grade can be judged again.
import { z } from 'zod';
import { capsuleSchema } from '../capsules/crash-capsule.js';
import { failureKindSchema, persistenceModelSchema, variantIdSchema } from '../vocabulary/persistence.js';
import { recorderSchema } from '../vocabulary/recorder.js';

/**
 * exhaustive: every state the model permits, in-flight writes cut at their representative lengths.
 * sampled: `judged` of roughly `approximately` candidates, reproducible with `seed`.
 */
export const stateCoverageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('exhaustive') }),
  z.object({ type: z.literal('sampled'), judged: z.number(), approximately: z.number(), seed: z.number() }),
]);
export type StateCoverage = z.infer<typeof stateCoverageSchema>;

/** Counts are cumulative: the numbers of a model contain those of the weaker models below it. */
export const modelResultSchema = z.object({
  id: persistenceModelSchema,
  crashPoints: z.number().int(),
  /**
   * Pairs of a distinct disk state and an expectation (last acknowledged … last attempted) it was held
   * against.
   */
  states: z.number().int(),
  /** Distinct disk states. */
  uniqueStates: z.number().int(),
  /**
   * Of the distinct states, how many the real strategy opened, read and wrote. 0: judged by the document's
   * bytes only.
   */
  recovered: z.number().int(),
  coverage: stateCoverageSchema,
  /** Failing pairs by kind; empty = none. */
  failures: z.array(z.object({ kind: failureKindSchema, states: z.number().int() })),
});
export type ModelResult = z.infer<typeof modelResultSchema>;

/** How the verdicts change when one sync is left out of the recorded order, or comes later. */
export const syncAuditSchema = z.object({
  /** Index of the sync in the trace. */
  effect: z.number().int(),
  call: z.string(),
  /** What it synced, as a path at that moment. */
  path: z.string(),
  costNs: z.number(),
  /**
   * Per model: necessary = without it the model is no longer survived; useless = still survived;
   * moot = the model isn't survived even with it; undecided = too few states were looked at.
   */
  dropped: z.array(
    z.object({ model: persistenceModelSchema, role: z.enum(['necessary', 'useless', 'moot', 'undecided']) }),
  ),
  /** Models that would be survived if this sync came right before the acknowledgement instead. */
  movedToAcknowledgement: z.array(persistenceModelSchema),
});
export type SyncAudit = z.infer<typeof syncAuditSchema>;

export const crashVariantSchema = z.object({
  variant: variantIdSchema,
  /** null = the recording is complete; otherwise why nothing can be concluded from it. */
  distrust: z.string().nullable(),
  /**
   * The strategy rejects every write in this situation and leaves nothing there, so no write can be lost.
   * Absent: it does not.
   */
  refused: z.string().optional(),
  effects: z.number().int(),
  attempted: z.number().int(),
  acknowledged: z.number().int(),
  models: z.array(modelResultSchema),
  audit: z.array(syncAuditSchema),
  /** Why the syncs of a judged recording could not be audited; absent: they could. */
  unaudited: z.string().optional(),
});
export type CrashVariant = z.infer<typeof crashVariantSchema>;

/**
 * kind: crash-states. `capsules` holds the first few counterexamples, at most one for each variant, model and
 * kind.
 */
export const crashStatesFactSchema = z.object({
  kind: z.literal('crash-states'),
  seed: z.number().int(),
  /** How the writes were seen. */
  recorder: recorderSchema.default('node'),
  documentPath: z.string(),
  documentBytes: z.number(),
  variants: z.array(crashVariantSchema),
  capsules: z.array(capsuleSchema),
});
export type CrashStatesFact = z.infer<typeof crashStatesFactSchema>;

/** The situations in which the strategy writes at all: what it refuses says nothing about durability. */
export function recordedVariants(records: readonly CrashStatesFact[]): CrashVariant[] {
  return records.flatMap(({ variants }) => variants.filter(({ refused }) => refused === undefined));
}
