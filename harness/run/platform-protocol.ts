// Messages between the lab and the process that judges one platform. That process may run under another
// version of Node, so they are plain JSON.
import { z } from 'zod';
import { profileSchema } from '../../results/facts/run-record.js';
import { fileTrialSchema } from '../../results/verdicts/lab-record.js';
import { policySchema } from '../../results/vocabulary/verdict.js';

export const platformOrderSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('judge'),
    /** Absolute: a directory on the platform. */
    dir: z.string(),
    /** Absolute: exists, and holds no run yet. */
    out: z.string(),
    /** Ids, or file: URLs of modules. */
    strategies: z.array(z.string()),
    scenarios: z.array(z.string()),
    /** In the place of these where syncs are not known to be passed on, so that nothing can be GO. */
    scenariosWhereLost: z.array(z.string()),
    profile: profileSchema,
    policy: policySchema,
    seed: z.number().int(),
    maxTimeMs: z.number().nullable(),
  }),
  z.object({
    do: z.literal('try-file'),
    /** Absolute: an existing, empty file. */
    path: z.string(),
    strategies: z.array(z.string()),
  }),
  /** Save what is finished, and end. */
  z.object({ do: z.literal('stop') }),
]);
export type PlatformOrder = z.infer<typeof platformOrderSchema>;

export const platformReportSchema = z.discriminatedUnion('say', [
  z.object({ say: z.literal('cases'), done: z.number().int(), planned: z.number().int() }),
  z.object({
    say: z.literal('judged'),
    status: z.enum(['finished', 'interrupted']),
    /** See `LabOutcome`. */
    onlyScenarios: z.number().int().optional(),
  }),
  z.object({ say: z.literal('tried'), trials: z.array(fileTrialSchema) }),
  /** Nothing can be run there. */
  z.object({ say: z.literal('failed'), reason: z.string() }),
]);
export type PlatformReport = z.infer<typeof platformReportSchema>;
