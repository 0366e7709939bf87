// A counterexample as a person reads it: one line for each step of a client, in the order of the schedule,
// with the places marked where a runnable client was preempted.
import { z } from 'zod';

const textMax = 4096;

export const laneLineSchema = z.strictObject({
  /** Which client; null: the schedule itself (a clock jump). */
  client: z.number().int().nonnegative().nullable(),
  /** Files as letters: two names with one letter are one inode. */
  text: z.string().max(textMax),
  /** The client that ran before and was runnable still; null: none was preempted. */
  preempted: z.number().int().nonnegative().nullable(),
});
export type LaneLine = z.infer<typeof laneLineSchema>;
