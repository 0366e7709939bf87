// Operation histories: every read and write of every actor with its invocation and completion on one clock,
// what it expected, and how it ended. The history checker uses this record as its certificate.
import { z } from 'zod';

/**
 * What a read saw: the rev, the token of the attempt that wrote the document, and whether the tasks match its
 * digest.
 */
export const observedSchema = z.object({
  rev: z.number(),
  /** null: the document carries no token, so no known attempt wrote it. */
  token: z.string().nullable(),
  intact: z.boolean(),
});
export type Observed = z.infer<typeof observedSchema>;

const timing = {
  id: z.number().int(),
  actor: z.number().int(),
  /** Nanoseconds of the machine-wide monotonic clock since the start of the case. */
  invokeNs: z.number(),
  /** null: never returned (killed, hung, crashed). */
  completeNs: z.number().nullable(),
};

export const readOpSchema = z.object({
  kind: z.literal('read'),
  ...timing,
  outcome: z.discriminatedUnion('type', [
    z.object({ type: z.literal('ok'), observed: observedSchema.nullable() }),
    z.object({ type: z.literal('fail'), code: z.string(), message: z.string() }),
    z.object({ type: z.literal('info'), reason: z.string() }),
  ]),
});
export type ReadOp = z.infer<typeof readOpSchema>;

export const writeOpSchema = z.object({
  kind: z.literal('write'),
  ...timing,
  /** null = unconditional. */
  expectedRev: z.number().nullable(),
  /** Unique over the case; the document of this attempt carries it. */
  token: z.string(),
  /** Tries of this same write, LOCKED ones included; ≥ 1. */
  tries: z.number().int(),
  outcome: z.discriminatedUnion('type', [
    z.object({ type: z.literal('ok'), rev: z.number() }),
    /** Surely did not happen: the strategy said CONFLICT or LOCKED. */
    z.object({ type: z.literal('fail'), code: z.enum(['CONFLICT', 'LOCKED']), message: z.string() }),
    /** May have happened: any other error (`code` as thrown), or it never returned (`code` null). */
    z.object({ type: z.literal('info'), code: z.string().nullable(), message: z.string() }),
  ]),
});
export type WriteOp = z.infer<typeof writeOpSchema>;

export const historyOpSchema = z.discriminatedUnion('kind', [readOpSchema, writeOpSchema]);
export type HistoryOp = z.infer<typeof historyOpSchema>;

export const actorSchema = z.object({
  actor: z.number().int(),
  where: z.enum(['thread', 'process']),
  job: z.enum(['writer', 'reader']),
  /** The mount through which it saw the document; absent: there was one. */
  mount: z.enum(['A', 'B']).optional(),
  /** How long its process had no processor although it could have run; absent: not asked, or not known. */
  starvedMs: z.number().optional(),
});
export type Actor = z.infer<typeof actorSchema>;

/**
 * kind: history. A workload's complete record. `final` is read by a fresh store after everybody has stopped.
 */
export const historyFactSchema = z.object({
  kind: z.literal('history'),
  actors: z.array(actorSchema),
  /** The document's state before the first operation (written by the harness through the strategy). */
  initial: observedSchema.nullable(),
  ops: z.array(historyOpSchema),
  final: readOpSchema.shape.outcome,
  /**
   * Of a document that was reached through two mounts. `final` is read through A; this, through B until it
   * saw the same or until time was up.
   */
  throughB: z
    .object({
      final: readOpSchema.shape.outcome,
      /** From the first look through B to this one. */
      afterMs: z.number(),
      /** How long the initial document was not seen through B; null: it never was. */
      initialMs: z.number().nullable(),
    })
    .optional(),
  /** Names in the document's directory after everybody has closed, the document itself left out. */
  leftovers: z.array(z.string()),
  documentBytes: z.number(),
});
export type HistoryFact = z.infer<typeof historyFactSchema>;
