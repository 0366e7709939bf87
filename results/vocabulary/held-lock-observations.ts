// What is observed around a lock whose holder stands still, and around what it leaves when it is killed.
import { z } from 'zod';

/** The answer to one write. */
const answerSchema = z.object({
  lockTimeoutMs: z.number(),
  /** ok, the code of the error (null: none), or `unanswered` after `durationMs`. */
  outcome: z.union([z.literal('ok'), z.literal('unanswered'), z.object({ code: z.string().nullable() })]),
  durationMs: z.number(),
});
export type HeldLockAnswer = z.infer<typeof answerSchema>;

/** What a fresh client made of what a dead holder had left. */
const recoverySchema = z.object({
  /** Whether there was anything to change: a process id, or any file at all. */
  applies: z.boolean(),
  outcome: z.union([z.literal('ok'), z.object({ code: z.string().nullable(), message: z.string() })]),
  /** Names of what was left. */
  left: z.array(z.string()),
});
export type LeftLockRecovery = z.infer<typeof recoverySchema>;

export const heldLockSchemas = {
  /** Whether a writer could be stopped at all; if not, why. */
  'a writer stands still': z.object({ reason: z.string().nullable() }),
  /** Asked at once, while the holder stands still. */
  'asked while it stands still': z.array(answerSchema),
  /** With one try, before and after another program has ended. */
  'asked around an exit': z.object({ before: answerSchema, after: answerSchema }),
  'left with the process id of a stranger': recoverySchema,
  'left from a time to come': recoverySchema,
  /** Only where a fresh client did not get through one of those: whether it would have without the change. */
  'left as it was': recoverySchema,
};
export type HeldLockLabel = keyof typeof heldLockSchemas;
