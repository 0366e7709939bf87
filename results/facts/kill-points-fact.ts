// The result of stopping one write at each of its operations: before it, in the middle of it and after it, by
// a stop in the process (fast) and for a sample by a real SIGKILL. For every point: what had been
// acknowledged, what recovery read, whether the next write succeeded, and which files were left over.
import { z } from 'zod';
import { observedSchema } from '../vocabulary/history.js';

export const recoveredSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('document'), observed: observedSchema }),
  z.object({ type: z.literal('absent') }),
  z.object({
    type: z.literal('error'),
    code: z.string().nullable(),
    message: z.string(),
    /** The recovering process ended, or was ended, before it had read: nothing is known of the document. */
    unanswered: z.literal(true).optional(),
  }),
]);
export type RecoveredFile = z.infer<typeof recoveredSchema>;

export const nextWriteSchema = z.discriminatedUnion('type', [
  /** recoveryNs: from the opening of the document by the next client to its acknowledged write. */
  z.object({ type: z.literal('ok'), rev: z.number(), recoveryNs: z.number() }),
  z.object({
    type: z.literal('error'),
    code: z.string().nullable(),
    message: z.string(),
    recoveryNs: z.number(),
  }),
]);
export type NextWrite = z.infer<typeof nextWriteSchema>;

export const killPointSchema = z.object({
  index: z.number().int(),
  documentBytes: z.number(),
  /** How many writes there were before the one that was stopped; absent: one. */
  writesBefore: z.number().int().optional(),
  /** Which of the write's changing operations, from 1. */
  at: z.number().int(),
  when: z.enum(['before', 'half', 'after']),
  /** For people: `renameSync(tasks.yaml.tmp, tasks.yaml)`. */
  operation: z.string(),
  mechanism: z.enum(['fence', 'sigkill']),
  /** False: the run did not reach this point, and nothing is known about it. */
  stopped: z.boolean(),
  lastAcked: z.object({ rev: z.number(), token: z.string() }),
  /** Tokens of the attempts that were invoked and not acknowledged. */
  pending: z.array(z.string()),
  recovered: recoveredSchema,
  nextWrite: nextWriteSchema,
  /**
   * 0: the next write found the directory as the dead writer left it. Otherwise it was rejected as LOCKED
   * there, and this is its result after all timestamps were set back by this many milliseconds.
   */
  agedMs: z.number(),
  /** Names that exist after the next write but not after an ordinary write of the same strategy. */
  litter: z.array(z.string()),
});
export type KillPoint = z.infer<typeof killPointSchema>;

/** kind: kill-points. */
export const killPointsFactSchema = z.object({
  kind: z.literal('kill-points'),
  /** null, or why nothing can be concluded: the strategy's operations can't be seen or stopped. */
  distrust: z.string().nullable(),
  /**
   * By size of the document, and by how many writes there were before: the write's changing operations, in order, and how many points of it were to be
   * stopped.
   */
  writes: z.array(
    z.object({
      documentBytes: z.number(),
      writesBefore: z.number().int().optional(),
      operations: z.array(z.string()),
      pointsPlanned: z.number().int(),
    }),
  ),
  /** How many points were to be stopped by SIGKILL. */
  sigkillsPlanned: z.number().int(),
  points: z.array(killPointSchema),
});
export type KillPointsFact = z.infer<typeof killPointsFactSchema>;
