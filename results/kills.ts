// What happened around each SIGKILL that was aimed into a write: what had been acknowledged, what recovery
// read, how long until the next write got through, and what litter it left.
import { z } from 'zod';
import { observedSchema } from './history.js';

export const recoveredSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('document'), observed: observedSchema }),
  z.object({ type: z.literal('absent') }),
  z.object({ type: z.literal('error'), code: z.string().nullable(), message: z.string() }),
]);

export const killSchema = z.object({
  index: z.number().int(),
  /** uniform: after a random share of the write's measured duration. onset: once the first change was seen on disk. */
  aim: z.enum(['uniform', 'onset']),
  documentBytes: z.number(),
  delayNs: z.number(),
  /** mid-write: SIGKILL landed between invocation and acknowledgement. late: the write was acknowledged first. early: not yet begun. */
  landed: z.enum(['early', 'mid-write', 'late']),
  lastAcked: z.object({ rev: z.number(), token: z.string() }),
  /** Tokens of every attempt that was invoked and not acknowledged. */
  pending: z.array(z.string()),
  recovered: recoveredSchema,
  nextWrite: z.discriminatedUnion('type', [
    /** recoveryNs: from the kill to the acknowledgement of the next write. */
    z.object({ type: z.literal('ok'), rev: z.number(), recoveryNs: z.number() }),
    z.object({
      type: z.literal('error'),
      code: z.string().nullable(),
      message: z.string(),
      recoveryNs: z.number(),
    }),
  ]),
  /** Names that are there after the next write and are not after an ordinary write of the same strategy. */
  litter: z.array(z.string()),
});
export type Kill = z.infer<typeof killSchema>;

/** kind: kills. */
export const killsFactSchema = z.object({
  kind: z.literal('kills'),
  /** Median duration of an undisturbed write, the interval that the kills were aimed into. */
  writeNsMedian: z.number(),
  /** Fewer kills than this say nothing: 100, or the few that a strategy with slow recovery gets. */
  plannedMin: z.number().int(),
  /** The lock of a killed owner is freed by a stale time, not by the kernel. */
  slowRecovery: z.boolean(),
  kills: z.array(killSchema),
});
export type KillsFact = z.infer<typeof killsFactSchema>;
