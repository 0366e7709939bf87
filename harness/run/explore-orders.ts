// What the host of an exploration is told, and what it tells back: plain data over IPC.
import { z } from 'zod';
import { interleavingsFactSchema } from '../../results/facts/interleavings-fact.js';
import { interleavingVariantSchema } from '../../results/vocabulary/schedule.js';

const planSchema = z.object({
  variant: interleavingVariantSchema,
  writers: z.number().int(),
  writes: z.number().int(),
  readers: z.number().int(),
  search: z.enum(['dfs', 'pct', 'walk']),
  preemptions: z.number().int(),
  schedulesMax: z.number().int(),
  msMax: z.number(),
  findAll: z.boolean(),
});

/** stop: end the search as incomplete, and say what was covered. */
export const exploreOrderSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('explore'),
    /** A reference to the strategy that the clients run. */
    strategy: z.string(),
    plans: z.array(planSchema),
    scope: z.enum(['threads', 'processes']),
    seed: z.number().int(),
    /** Everything that is written is below. */
    directory: z.string(),
    /** Where living processes are noted; see the registry of processes. */
    pidsDirectory: z.string(),
  }),
  z.object({ do: z.literal('stop') }),
]);
export type ExploreOrder = z.infer<typeof exploreOrderSchema>;
export type ExploreTask = Extract<ExploreOrder, { do: 'explore' }>;

/** `alive` while the host's event loop turns. `faulted`: the harness itself failed. */
export const exploreWordSchema = z.discriminatedUnion('say', [
  z.object({ say: z.literal('alive') }),
  z.object({
    say: z.literal('progress'),
    progress: z.object({ plan: z.number(), schedules: z.number(), bound: z.number() }),
  }),
  z.object({ say: z.literal('done'), fact: interleavingsFactSchema }),
  z.object({ say: z.literal('faulted'), reason: z.string(), code: z.string().nullable() }),
]);
export type ExploreWord = z.infer<typeof exploreWordSchema>;

export const ALIVE_EVERY_MS = 500;
