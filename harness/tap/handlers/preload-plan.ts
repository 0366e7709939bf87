// The plan of a preload, as JSON in one environment variable: which handlers to attach before a program
// starts, and where to write the trace.
import { z } from 'zod';

/** Name of the environment variable that carries a plan. */
export const PRELOAD_VARIABLE = 'HOLDFAST_TAP';

const scoped = {
  /** Count only operations in or below this directory, which must exist; absent = everywhere. */
  within: z.string().optional(),
};

const preloadPlanSchema = z
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
          /** Count only operations of this kind; absent = all that change something. */
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

/** null when there is no plan. Throws on an invalid one. */
export function parsePreloadPlan(text: string | undefined): PreloadPlan | null {
  if (text === undefined || text === '') return null;
  return preloadPlanSchema.parse(JSON.parse(text));
}
