// The record of a single client, step by step, with the result of each call: the facts of round-trip,
// conflict and the sequential stress.
import { z } from 'zod';

export const callOutcomeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ok'), value: z.unknown() }),
  z.object({ type: z.literal('error'), code: z.string().nullable(), message: z.string() }),
]);
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

export const stepSchema = z.discriminatedUnion('action', [
  /** A read or write of the strategy. `input` is what was handed over. */
  z.object({
    action: z.enum(['read', 'write']),
    label: z.string(),
    input: z.unknown(),
    outcome: callOutcomeSchema,
    durationNs: z.number(),
  }),
  /** Something the harness looked at or put on the disk itself: a listing, a mode, raw bytes. */
  z.object({ action: z.literal('observe'), label: z.string(), observed: z.unknown() }),
]);
export type SessionStep = z.infer<typeof stepSchema>;

/**
 * kind: session. Labels are unique within a session; a session that stopped early simply lacks the later
 * ones.
 */
export const sessionFactSchema = z.object({
  kind: z.literal('session'),
  steps: z.array(stepSchema),
});
export type SessionFact = z.infer<typeof sessionFactSchema>;
