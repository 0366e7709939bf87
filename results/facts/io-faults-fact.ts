// What a strategy made of each fault of the file system: one call with one failing operation, what the call
// answered, and what was there and possible once the fault was over.
import { z } from 'zod';
import { recorderSchema } from '../vocabulary/recorder.js';
import { recoveredSchema } from './kill-points-fact.js';

/** How a call of the strategy ended. */
export const faultAnswerSchema = z.discriminatedUnion('type', [
  /** `rev` and `token` of what a write said it had stored, or of what a read returned; null: no document. */
  z.object({ type: z.literal('ok'), rev: z.number().nullable(), token: z.string().nullable() }),
  z.object({ type: z.literal('error'), code: z.string().nullable(), message: z.string() }),
  /** Not settled after `afterMs` milliseconds in which the process was running. */
  z.object({ type: z.literal('hang'), afterMs: z.number() }),
]);
export type FaultAnswer = z.infer<typeof faultAnswerSchema>;

/** What a fresh store reads after a power loss that follows a failed sync of a file. */
export const afterPowerLossSchema = z.object({
  /** When the power fails: right after the sync, or when the call has answered. */
  moment: z.enum(['sync-failed', 'call-ended']),
  /**
   * What became of the pages of the failed sync. clean: never written out, names and size are kept (ext4, xfs).
   * reverted: the file is what it was before (btrfs).
   */
  pages: z.enum(['clean', 'reverted']),
  found: recoveredSchema,
});
export type AfterPowerLoss = z.infer<typeof afterPowerLossSchema>;

export const ioFaultSchema = z.object({
  /** The call that met the fault, on a store that had written rev 1 before. */
  call: z.enum(['read', 'write']),
  /** The kind of the operation that failed first, and which one of its kind it was in the call, from 1. */
  kind: z.string(),
  nth: z.number().int(),
  /** For people: `renameSync(tasks.yaml.tmp, tasks.yaml)`. */
  operation: z.string(),
  /** An errno code, or for a short write how much was taken: `1 byte`, `half`, `all but one byte`. */
  fault: z.string(),
  /**
   * once: that operation only. lasting: from then on every operation that can fail so. then-full: that
   * operation, and the disk has room for half of the write after it; of a write that took half: the disk is full at
   * the next one. each: from then on every operation of its kind, and nothing else.
   */
  how: z.enum(['once', 'lasting', 'then-full', 'each']),
  /** How many operations failed. 0: the call did not come so far, and nothing is known. */
  injected: z.number().int(),
  /** The call took a lock that can be seen. */
  locked: z.boolean(),
  /** How many of them would have removed a file: what they left is the fault's doing. */
  removalsFailed: z.number().int(),
  /** Only where the failing operation was a sync: of what, and what the call did next before it ended. */
  sync: z
    .object({
      of: z.enum(['file', 'directory']),
      /** rewritten: bytes were written again and synced. retried: synced again without that. */
      next: z.enum(['rewritten', 'retried', 'nothing']),
    })
    .nullable(),
  /** Of a failed sync of a file, EIO only. Absent: no such fault, or it can't be said; in earlier versions. */
  afterPowerLoss: z.array(afterPowerLossSchema).optional(),
  /** Tokens of rev 1, which was acknowledged, and of the write that met the fault; null for a read. */
  oldToken: z.string(),
  newToken: z.string().nullable(),
  answer: faultAnswerSchema,
  /**
   * Unconditional writes of other callers of the same store, that were asked for at the same time, right after
   * it, and met the fault as well. Absent: none; in earlier versions.
   */
  beside: z.array(z.object({ token: z.string(), answer: faultAnswerSchema })).optional(),
  /** What was thrown outside any call while this went on; null: nothing. */
  uncaught: z.string().nullable(),
  /** Null after a hang. `fresh`: what a new store read. `sameStore`, `newStore`: the next write of each. */
  after: z
    .object({
      fresh: recoveredSchema,
      sameStore: faultAnswerSchema,
      newStore: faultAnswerSchema,
      /** Names beside the document in the end that ordinary writes of the strategy do not leave. */
      litter: z.array(z.string()),
    })
    .nullable(),
});
export type IoFault = z.infer<typeof ioFaultSchema>;

/** kind: io-faults. */
export const ioFaultsFactSchema = z.object({
  kind: z.literal('io-faults'),
  /** How the faults were brought about: at the calls of node:fs, or at system calls. */
  by: recorderSchema.default('node'),
  /** null, or why nothing can be concluded: operations of the strategy can't be seen or failed. */
  distrust: z.string().nullable(),
  /** The operations of one undisturbed call, in order. */
  calls: z.array(
    z.object({
      call: z.enum(['read', 'write']),
      operations: z.array(z.string()),
      /** It took a lock that can be seen. */
      locked: z.boolean(),
    }),
  ),
  faults: z.array(ioFaultSchema),
  /** Faults after which descriptors stayed open, each time that they were repeated. null: not counted here. */
  descriptorLeaks: z
    .array(z.object({ call: z.string(), operation: z.string(), fault: z.string(), perFailure: z.number() }))
    .nullable(),
});
export type IoFaultsFact = z.infer<typeof ioFaultsFactSchema>;
