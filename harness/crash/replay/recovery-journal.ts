// What the process that lets a strategy recover writes down, a line a step, so that the steps before a death
// are known whatever ends it. The strategy runs in that process: what comes back is validated.
import { z } from 'zod';

const errorSchema = z.object({ type: z.literal('error'), code: z.string(), message: z.string() });

/** What `read()` came to. `intact`: the digest of the tasks is the one that the document carries. */
export const readOutcomeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('document'),
    rev: z.number(),
    token: z.string().nullable(),
    intact: z.boolean(),
  }),
  z.object({ type: z.literal('absent') }),
  errorSchema,
]);
export type ReadOutcome = z.infer<typeof readOutcomeSchema>;

/** What the next write came to; ok: it was found again by the next read. */
export const writeOutcomeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ok'), rev: z.number() }),
  errorSchema,
]);
export type WriteOutcome = z.infer<typeof writeOutcomeSchema>;

export const recoveryStepSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('unavailable'), reason: z.string(), remedy: z.string() }),
  /** On the directory as it was before the first write: what is read, and what a write leaves beside it. */
  z.object({ step: z.literal('undisturbed'), read: readOutcomeSchema, leaves: z.array(z.string()) }),
  z.object({ step: z.literal('read'), outcome: readOutcomeSchema }),
  z.object({ step: z.literal('next-write'), outcome: writeOutcomeSchema, leaves: z.array(z.string()) }),
]);
export type RecoveryStep = z.infer<typeof recoveryStepSchema>;

export const recoveryTaskSchema = z.object({
  /** A built-in id, or the file: URL of a module. */
  reference: z.string(),
  /** Absolute paths of the document before the first write, and of the one that the crash left. */
  undisturbedPath: z.string(),
  crashedPath: z.string(),
  journalPath: z.string(),
  /** The machine has booted since: the place for the stand-in of its boot id; null: it went on. */
  bootDirectory: z.string().nullable(),
  lockTimeoutMs: z.number(),
});
export type RecoveryTask = z.infer<typeof recoveryTaskSchema>;

/** A line that was cut off by a death is left out. */
export function parseSteps(text: string): RecoveryStep[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [recoveryStepSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
