// An actor that ended without finishing its work. It is the strategy's failure only if it happened inside
// strategy code; elsewhere it is a fault of the harness and makes the case unknown.
import { z } from 'zod';

/** kind: death. */
export const deathFactSchema = z.object({
  kind: z.literal('death'),
  how: z.discriminatedUnion('type', [
    z.object({ type: z.literal('signal'), signal: z.string() }),
    z.object({ type: z.literal('exit'), exitCode: z.number().nullable() }),
    /** Had not returned after this long; the harness then ended it. */
    z.object({ type: z.literal('hang'), afterMs: z.number() }),
    /** The case kept more memory resident than it may; the harness then ended it. */
    z.object({ type: z.literal('memory'), bytes: z.number(), bytesMax: z.number() }),
    /** An exception that the strategy let escape from a timer or an event, or threw while loading. */
    z.object({
      type: z.literal('uncaught'),
      message: z.string(),
      /** `code` of what was thrown; absent: it had none, or an earlier version recorded it. */
      code: z.string().optional(),
      /**
       * The call of the strategy rejected where there was no competitor, and the process lives. Absent in
       * runs of earlier versions, and where an exception escaped.
       */
      rejected: z.literal(true).optional(),
    }),
  ]),
  inside: z.enum(['load', 'open', 'read', 'write', 'close', 'outside']),
  /** null: the case's own host process. */
  actor: z.number().nullable(),
});
export type DeathFact = z.infer<typeof deathFactSchema>;
