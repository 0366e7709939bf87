// What became of clients that contended for one document while a nemesis disturbed them: how much of it there
// was, the smallest plan of each kind of failure, and how long recovery took, in virtual time.
import { z } from 'zod';
import { nemesisCapsuleSchema } from '../capsules/nemesis-capsule.js';
import { nemesisCauseSchema } from '../vocabulary/nemesis-plan.js';
import { violationClassSchema } from '../vocabulary/schedule.js';

export const nemesisFailureSchema = z.object({
  class: violationClassSchema,
  cause: nemesisCauseSchema,
  /** Plans in which the class was seen with this cause. */
  plans: z.number().int(),
  /** How often the smallest plan failed, of how many times that it was carried out again. */
  seen: z.number().int(),
  tries: z.number().int(),
  /** Events of the plan in which it was found, and of the smallest one. */
  eventsBefore: z.number().int(),
  events: z.number().int(),
  sentence: z.string(),
  /** The schedule of events, line by line. */
  lines: z.array(z.string()),
  /** Index into the fact's capsules. */
  capsule: z.number().int(),
});
export type NemesisFailure = z.infer<typeof nemesisFailureSchema>;

/** kind: nemesis. `unavailable`: why no clients can be scheduled on this platform; null: they were. */
export const nemesisFactSchema = z.object({
  kind: z.literal('nemesis'),
  seed: z.number().int(),
  unavailable: z.object({ reason: z.string(), remedy: z.string() }).nullable(),
  /** Why nothing may be concluded from what did not happen; null: nothing of the kind. */
  distrust: z.string().nullable(),
  writers: z.number().int(),
  readers: z.number().int(),
  writes: z.number().int(),
  plans: z.number().int(),
  /** Plans carried out altogether, for shrinking and proof as well. */
  executions: z.number().int(),
  /** Of the plans, without those executions. */
  turns: z.number().int(),
  acknowledged: z.number().int(),
  /** How many events of each kind were carried out. */
  applied: z.record(z.string(), z.number().int()),
  /** How often a lock was taken that a living client still held, as far as locks are announced. */
  falseTakeovers: z.number().int(),
  /** Writers that gave up after so many refusals without having been killed. */
  starved: z.number().int(),
  /** The longest that a write waited for its acknowledgement. */
  longestWaitMs: z.number(),
  /** From a death or a pause of a client in the middle of a write to the next acknowledgement of another. */
  recoveries: z.array(z.object({ after: z.enum(['kill', 'exit', 'pause']), ms: z.number() })),
  failures: z.array(nemesisFailureSchema),
  capsules: z.array(nemesisCapsuleSchema),
});
export type NemesisFact = z.infer<typeof nemesisFactSchema>;
