// Messages between the runner and a host process: plain data over IPC. Facts don't travel by message; the
// host writes each to a file as soon as it is complete, so that its death loses none.
import { z } from 'zod';
import { profileSchema } from '../../results/facts/run-record.js';
import { recorderSchema } from '../../results/vocabulary/recorder.js';
import { interleavingVariantSchema } from '../../results/vocabulary/schedule.js';
import { scopeSchema } from '../../results/vocabulary/verdict.js';

const caseTaskSchema = z.object({
  do: z.literal('case'),
  /** A reference, see actors/strategy-reference.ts. */
  strategy: z.string(),
  scenario: z.string(),
  scope: scopeSchema,
  /** The only parts of the scenario to run; null: the whole. */
  parts: z.array(z.string()).readonly().nullable(),
  profile: profileSchema,
  seed: z.number().int(),
  recorder: recorderSchema,
  /** The case's own directory; everything it writes is below. */
  directory: z.string(),
  /** The same directory through the second mount; absent: the run has one. */
  directoryB: z.string().optional(),
});
export type CaseTask = z.infer<typeof caseTaskSchema>;

const exploreTaskSchema = z.object({
  do: z.literal('explore'),
  /** A reference to the strategy that the clients run. */
  strategy: z.string(),
  plans: z.array(
    z.object({
      variant: interleavingVariantSchema,
      writers: z.number().int(),
      writes: z.number().int(),
      readers: z.number().int(),
      search: z.enum(['dfs', 'pct', 'walk']),
      preemptions: z.number().int(),
      schedulesMax: z.number().int(),
      msMax: z.number().nullable(),
      findAll: z.boolean(),
    }),
  ),
  scope: z.enum(['threads', 'processes']),
  seed: z.number().int(),
  /** Everything that is written is below. */
  directory: z.string(),
});
export type ExploreTask = z.infer<typeof exploreTaskSchema>;

export type HostedTask = CaseTask | ExploreTask;

/** One task at a time. stop: end an exploration as incomplete, and keep what was covered. */
export const hostOrderSchema = z.discriminatedUnion('do', [
  caseTaskSchema,
  exploreTaskSchema,
  z.object({ do: z.literal('stop') }),
]);
export type HostOrder = z.infer<typeof hostOrderSchema>;

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

export const ALIVE_EVERY_MS = 500;

/** Facts of the task, one JSON document a line. */
export const FACTS_FILE = 'facts.jsonl';
/** The mark of what the host's own strategy code is doing. */
export const ACTIVITY_FILE = 'activity';
