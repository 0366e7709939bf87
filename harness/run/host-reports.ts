// What a host process says to the runner. The runner checks it: strategies run in the host, and may send
// messages of their own.
import { z } from 'zod';

/**
 * - alive: sent while the host's event loop turns; silence means that it is stuck.
 * - progress: of an exploration.
 * - done: every fact of the task is written.
 * - faulted: the harness itself failed, with the reason.
 */
export const hostReportSchema = z.discriminatedUnion('say', [
  z.object({ say: z.literal('alive') }),
  z.object({
    say: z.literal('progress'),
    progress: z.object({ plan: z.number(), schedules: z.number(), bound: z.number() }),
  }),
  z.object({ say: z.literal('done') }),
  z.object({ say: z.literal('faulted'), reason: z.string(), code: z.string().nullable() }),
]);
export type HostReport = z.infer<typeof hostReportSchema>;
/** How a task ends. */
export type TaskEnd = Extract<HostReport, { say: 'done' | 'faulted' }>;
