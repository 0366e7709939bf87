// What the preload is told, as JSON in one environment variable: which handlers to plug in before the program
// of a process starts, and where to leave what they found.
import { z } from 'zod';

/** Name of the environment variable that carries a plan. */
export const PRELOAD_VARIABLE = 'HOLDFAST_TAP';

const scoped = {
  /** Count only in this directory (which must exist) or below it; absent = everywhere. */
  within: z.string().optional(),
};

export const preloadPlanSchema = z
  .object({
    /** Records `directory`; the trace is written to the file `output` when the process exits. */
    record: z.object({ directory: z.string(), output: z.string() }).optional(),
    /** SIGKILLs the process at one operation. */
    stop: z
      .object({ at: z.number().int().positive(), when: z.enum(['before', 'half', 'after']), ...scoped })
      .optional(),
    inject: z
      .array(
        z.object({
          at: z.number().int().positive().nullable(),
          /** Only operations of this kind are counted; absent = whatever changes something. */
          kind: z.string().optional(),
          fault: z.discriminatedUnion('type', [
            z.object({ type: z.literal('error'), code: z.string() }),
            z.object({ type: z.literal('short'), bytes: z.number().int().nonnegative() }),
            z.object({ type: z.literal('delay'), ms: z.number().nonnegative() }),
          ]),
          ...scoped,
        }),
      )
      .optional(),
  })
  .strict();
export type PreloadPlan = z.infer<typeof preloadPlanSchema>;

/** null when there is no plan; throws on one that can't be read. */
export function parsePreloadPlan(text: string | undefined): PreloadPlan | null {
  if (text === undefined || text === '') return null;
  return preloadPlanSchema.parse(JSON.parse(text));
}
