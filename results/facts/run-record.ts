// A stored run: the index in run.json and the header of each case file. The facts are in cases/*.jsonl: first
// line the header, then one fact a line.
import { z } from 'zod';
import { recorderSchema } from '../vocabulary/recorder.js';
import { policySchema, scopeSchema } from '../vocabulary/verdict.js';

export const RUN_SCHEMA_VERSION = 1;

/** passed-on: down to a device. not-passed-on: whatever a sync acknowledges may be lost with the power. */
const syncTruthSchema = z.enum(['passed-on', 'not-passed-on', 'unknown']);

/** What becomes of an fsync of a file, and of one of a directory. */
export const syncsSchema = z.object({
  file: syncTruthSchema,
  directory: syncTruthSchema,
  /** Why they are not passed on, or not known to be, naming the mount; empty where both are passed on. */
  reason: z.string(),
});
export type Syncs = z.infer<typeof syncsSchema>;

/** Whether a reader always finds a whole file while it is replaced by rename. */
export const renamesSchema = z.object({
  /** no: it was seen not to be. unknown: nothing was seen, which proves nothing. */
  atomic: z.enum(['yes', 'no', 'unknown']),
  /** Reads met no file. */
  missing: z.boolean(),
  /** Reads met half a file. */
  torn: z.boolean(),
  /** Why it is not atomic, or not known to be, naming the mount; empty where it is. */
  reason: z.string(),
});
export type Renames = z.infer<typeof renamesSchema>;

export const platformSchema = z.object({
  /** `process.platform`-arch, e.g. linux-x64. */
  id: z.string(),
  os: z.string(),
  release: z.string(),
  arch: z.string(),
  node: z.string(),
  cpus: z.number().int(),
  cpuModel: z.string(),
  memoryBytes: z.number(),
  ci: z.string().nullable(),
  fileSystem: z.object({
    type: z.string(),
    mount: z.string(),
    options: z.string(),
    /** `loop device`, `nvme`, `disk` …; absent where it is not known, and in runs of earlier versions. */
    device: z.string().optional(),
    /** Median of one fsync of a small dirty file, or null when not measured. */
    fsyncNsMedian: z.number().nullable(),
    /** Absent in runs of earlier versions. */
    syncs: syncsSchema.optional(),
    /** Absent in runs of earlier versions, and where it could not be watched. */
    renames: renamesSchema.optional(),
  }),
  addons: z.array(
    z.object({
      name: z.string(),
      version: z.string().nullable(),
      loaded: z.boolean(),
      remedy: z.string().nullable(),
    }),
  ),
});
export type Platform = z.infer<typeof platformSchema>;

export const profileSchema = z.enum(['quick', 'standard', 'soak']);
export type Profile = z.infer<typeof profileSchema>;

/** One of `of` parts of a plan; the cases of a scenario and scope, its canaries included, are all in one part. */
export const shardSchema = z.object({
  /** From 1. */
  index: z.number().int().positive(),
  of: z.number().int().positive(),
});
export type Shard = z.infer<typeof shardSchema>;

const configSchema = z.object({
  profile: profileSchema,
  seed: z.number().int(),
  policy: policySchema,
  dir: z.string(),
  /** Shows the same storage as `dir`, through another mount; absent: the run had one directory. */
  secondDir: z.string().optional(),
  strategies: z.array(z.string()),
  scenarios: z.array(z.string()),
  required: z.array(z.string()),
  maxTimeMs: z.number().nullable(),
  recorder: recorderSchema.default('node'),
  /** Limits on speed, as they were set: `p99/floor < 6`. Absent: none. */
  thresholds: z.array(z.string()).optional(),
  /** What selects the same strategies again; absent in runs of earlier versions, which can't be resumed. */
  references: z
    .array(
      z.object({
        /** The id of a built-in strategy, or the file: URL of a module. */
        reference: z.string(),
        /** Of the module's file, in hexadecimal; null: built in, or it could not be read. */
        sha256: z.string().nullable(),
      }),
    )
    .optional(),
  /** The part of the plan that this run is; absent: the whole. */
  shard: shardSchema.extend({ cases: z.number().int().nonnegative() }).optional(),
});

/** The process that executes a run. A pid means something in one boot and pid namespace of one host only. */
export const runOwnerSchema = z.object({
  pid: z.number().int().positive(),
  /** null when the platform doesn't say; a living process with that pid is then taken for the owner. */
  startTime: z.object({ unit: z.enum(['boot-ticks', 'epoch-ms']), value: z.number() }).nullable(),
  host: z.string(),
  /** Linux; null elsewhere. */
  bootId: z.string().nullable(),
  /** Linux; null elsewhere. */
  pidNamespace: z.string().nullable(),
});
export type RunOwner = z.infer<typeof runOwnerSchema>;

export const strategyInfoSchema = z.object({
  id: z.string(),
  title: z.string(),
  role: z.enum(['candidate', 'baseline', 'canary', 'peer']),
  claims: z.object({
    single: z.boolean().optional(),
    threads: z.boolean().optional(),
    processes: z.boolean().optional(),
    /** As it counts in this run: true where the run has a second directory and the strategy excludes nothing. */
    hosts: z.boolean().optional(),
    powerLoss: z.boolean().optional(),
    lockAfterKill: z.enum(['freed', 'stale', 'stuck']).optional(),
  }),
  /** What a write promises; absent: compare-and-swap. */
  level: z.enum(['compare-and-swap', 'update', 'replace', 'append']).optional(),
  /** Of a module of the user's own: its file URL; told to people, its path from where they stand. */
  module: z.string().optional(),
  /** Selected by the user (or by default), as opposed to a canary that only proves the scenarios. */
  selected: z.boolean(),
  availability: z.discriminatedUnion('available', [
    z.object({ available: z.literal(true) }),
    z.object({ available: z.literal(false), reason: z.string(), remedy: z.string() }),
  ]),
});
export type StrategyInfo = z.infer<typeof strategyInfoSchema>;

/** Where the facts of a case come from that was not run for this run but taken from an earlier one. */
const earlierRunSchema = z.object({
  /** Its id. */
  run: z.string(),
  /** When that run began: ISO 8601 in UTC. Stays as it was when the case is taken again. */
  startedAt: z.string(),
});

export const caseHeaderSchema = z.object({
  schemaVersion: z.literal(RUN_SCHEMA_VERSION),
  strategy: z.string(),
  scenario: z.string(),
  scope: scopeSchema,
  profile: profileSchema,
  seed: z.number().int(),
  /** Absent: the case was run for this run. */
  earlier: earlierRunSchema.optional(),
});
export type CaseHeader = z.infer<typeof caseHeaderSchema>;

export const caseEntrySchema = z.object({
  strategy: z.string(),
  scenario: z.string(),
  scope: scopeSchema,
  /** File name below cases/. */
  file: z.string(),
  /** done: facts are complete. faulted: the harness failed (reason says how); its findings are unknown. */
  state: z.discriminatedUnion('type', [
    z.object({ type: z.literal('done') }),
    z.object({ type: z.literal('faulted'), reason: z.string() }),
  ]),
  durationMs: z.number(),
  /** As in the header of its file. */
  earlier: earlierRunSchema.optional(),
});
export type CaseEntry = z.infer<typeof caseEntrySchema>;

export const runSchema = z.object({
  schemaVersion: z
    .literal(RUN_SCHEMA_VERSION)
    .describe('Counts incompatible changes; fields may be added without one.'),
  id: z
    .string()
    .describe('Names the run: its directory, or `merged-` and a hash of what it was merged from.'),
  holdfast: z.string().describe('The version of Holdfast that ran it.'),
  build: z
    .string()
    .optional()
    .describe('SHA-256 of the code of Holdfast that ran it; absent in runs of earlier versions.'),
  startedAt: z.string().describe('ISO 8601 in UTC.'),
  finishedAt: z
    .string()
    .nullable()
    .describe('ISO 8601 in UTC; null while running, or when the run was cut off.'),
  status: z
    .enum(['running', 'finished', 'interrupted', 'failed', 'killed'])
    .describe(
      'How the run ended; whatever the end, the cases done by then are stored. A killed run is stored as running, and found out by its owner.',
    ),
  digests: z
    .literal(true)
    .optional()
    .describe('Every case file carries a digest; absent in earlier versions, whose files have none.'),
  owner: runOwnerSchema
    .optional()
    .describe('The process that executes the run; absent when it has ended, and in earlier versions.'),
  platform: platformSchema.describe('The machine that it ran on.'),
  config: configSchema.describe('The effective configuration of the run: flags over defaults.'),
  strategies: z
    .array(strategyInfoSchema)
    .describe('What was put through the scenarios, the canaries that prove them included.'),
  planned: z
    .array(z.object({ strategy: z.string(), scenario: z.string(), scope: scopeSchema }))
    .describe('Cases as planned; one without an entry in `cases` was not run.'),
  cases: z.array(caseEntrySchema).describe('Cases that were run, each with the file of its facts.'),
  warnings: z
    .array(z.string())
    .describe('What a reader must be told of the platform and of how the run went.'),
});
export type Run = z.infer<typeof runSchema>;
