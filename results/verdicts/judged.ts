// A judged run: what `--json` prints and judged.json keeps. It contains everything that a report shows, so
// that reports are pure functions of it.
import { z } from 'zod';
import {
  interleavingsFactSchema,
  interleavingVariantResultSchema,
  violationSchema,
} from '../facts/interleavings-fact.js';
import { nemesisFailureSchema } from '../facts/nemesis-fact.js';
import { caseEntrySchema, runSchema, strategyInfoSchema } from '../facts/run-record.js';
import { syncSummarySchema } from '../facts/sync-summary.js';
import {
  failureKindSchema,
  ladder,
  persistenceModelSchema,
  variantIdSchema,
} from '../vocabulary/persistence.js';
import { decisionSchema, policySchema, scopeSchema, verdictSchema } from '../vocabulary/verdict.js';
import { crashPictureSchema } from './crash-picture.js';
import { gradeOrder } from './durability-grade.js';
import { coverageSchema, findingSchema } from './finding.js';
import { latencySamplesSchema } from './latency-samples.js';
import { speedSchema } from './speed.js';
import { thresholdResultSchema } from './thresholds.js';

export const JUDGED_SCHEMA_VERSION = 1;

export const criterionVerdictSchema = z.object({
  id: z.string(),
  scope: scopeSchema,
  verdict: verdictSchema,
  /** Whether the counting policy requires it. */
  required: z.boolean(),
  /** One sentence: the decisive finding's summary, or why nothing is known. */
  note: z.string(),
  /** Of a failure: the gravest anomaly behind it. Absent in runs that earlier versions judged. */
  anomaly: z.string().optional(),
  /** Of the decisive finding: how much was looked at. Absent where there is none, and in earlier versions. */
  coverage: coverageSchema.optional(),
});
export type CriterionVerdict = z.infer<typeof criterionVerdictSchema>;

export const scopeDecisionSchema = z.object({
  decision: decisionSchema,
  reason: z.string(),
  /** The gravest anomaly behind a NO-GO. */
  anomaly: z.string().optional(),
});

/** Earlier versions made no decision for one writer. */
const singleDecisionSchema = scopeDecisionSchema.default({
  decision: 'N/A',
  reason: 'judged by a version that made no decision for one writer; judge the run again',
});

/** What a decision hangs on under one policy; see harness/judge/decisive-finding.ts. */
const decisiveFindingSchema = z.object({
  /** against: what keeps it from GO, the gravest. for: of a GO, the pass that rests on the least. */
  stands: z.enum(['for', 'against']),
  criterion: z.string(),
  scope: scopeSchema,
  /** One sentence: the finding and what it says. */
  note: z.string(),
  /** Other required criteria that stand against a GO as well; 0: this one alone flips the decision. */
  others: z.number().int(),
});
export type DecisiveFinding = z.infer<typeof decisiveFindingSchema>;

/** How strong an adversary the strategy's writes survive, over all starting situations. */
export const durabilitySchema = z.object({
  /** The strongest model of the ladder that was survived, with every weaker one. */
  grade: z.enum(gradeOrder),
  models: z.array(
    z.object({
      id: z.enum(ladder),
      verdict: verdictSchema.exclude(['n/a']),
      crashPoints: z.number().int(),
      /** Disk states held against what had been promised by then. */
      states: z.number().int(),
      /** False: a seeded sample of the states. */
      exhaustive: z.boolean(),
      /** Of `unknown`: why. Absent in runs that earlier versions judged. */
      reason: z.string().optional(),
      /** The ways in which it failed. */
      kinds: z.array(failureKindSchema),
    }),
  ),
});
export type Durability = z.infer<typeof durabilitySchema>;

/** What stands behind the grade. */
export const crashEvidenceSchema = z.object({
  audit: z.array(syncSummarySchema),
  /** One counterexample for each situation, model and kind at most. */
  capsules: z.array(
    z.object({
      /**
       * In judged.json relative to the run's directory; when told to people, relative to where they stand.
       */
      file: z.string(),
      variant: variantIdSchema,
      model: persistenceModelSchema,
      kind: failureKindSchema,
      /** Which missing ordering explains it. */
      sentence: z.string(),
      /** The disk before and after. Absent in runs that earlier versions judged. */
      picture: crashPictureSchema.optional(),
    }),
  ),
});
export type CrashEvidence = z.infer<typeof crashEvidenceSchema>;

/** What a search through interleavings covered in one scope, and the smallest schedule of each violation. */
export const interleavingEvidenceSchema = z.object({
  ...interleavingsFactSchema.pick({ scope: true, unavailable: true }).shape,
  variants: z.array(
    interleavingVariantResultSchema.extend({
      violations: z.array(
        violationSchema.omit({ capsule: true }).extend({
          /** Of its capsule, as with `crashEvidence`; null: there is none. */
          file: z.string().nullable(),
        }),
      ),
    }),
  ),
});
export type InterleavingEvidence = z.infer<typeof interleavingEvidenceSchema>;

/** The smallest plan of each kind of failure under the nemesis. */
export const nemesisEvidenceSchema = nemesisFailureSchema.omit({ capsule: true }).extend({
  /** Of its capsule, as with `crashEvidence`; null: there is none. */
  file: z.string().nullable(),
});
export type NemesisEvidence = z.infer<typeof nemesisEvidenceSchema>;

export const judgedStrategySchema = z.object({
  ...strategyInfoSchema.shape,
  /** Under the counting policy. */
  decision: decisionSchema,
  /** One sentence. */
  reason: z.string(),
  /** The gravest anomaly behind a NO-GO or PARTIAL. */
  anomaly: z.string().optional(),
  /** What counts for `decision` are those that the strategy claims. */
  scopes: z.object({
    single: singleDecisionSchema,
    threads: scopeDecisionSchema,
    processes: scopeDecisionSchema,
    /** Absent: the run had one directory. */
    hosts: scopeDecisionSchema.optional(),
  }),
  /** Under each policy. */
  policies: z.object({ m03: decisionSchema, strict: decisionSchema }),
  /** The one finding that would flip the decision under each policy. Earlier versions did not say. */
  flips: z
    .object({ m03: decisiveFindingSchema.nullable(), strict: decisiveFindingSchema.nullable() })
    .default({ m03: null, strict: null }),
  criteria: z.array(criterionVerdictSchema),
  findings: z.array(findingSchema),
  /** null: power loss was not looked at. */
  durability: durabilitySchema.nullable().default(null),
  /** null: power loss was not looked at. */
  crashEvidence: crashEvidenceSchema.nullable().default(null),
  /** Absent in runs that earlier versions judged; null: nothing was measured. */
  speed: speedSchema.nullable().optional(),
  /** The samples behind it. Absent in runs that earlier versions judged; null: nothing was measured. */
  latencySamples: latencySamplesSchema.nullable().optional(),
  /** One for each scope that was searched. */
  interleavings: z.array(interleavingEvidenceSchema).default([]),
  /** What went wrong under the nemesis, what needs an edit by hand included. */
  nemesis: z.array(nemesisEvidenceSchema).default([]),
});
export type JudgedStrategy = z.infer<typeof judgedStrategySchema>;

export const judgedCanarySchema = z.object({
  id: z.string(),
  scenario: z.string(),
  scope: scopeSchema,
  /** null: its parts are missing here, or its case was not run. */
  caught: z.boolean().nullable(),
  /** The check that caught it and the anomaly it named, or why not. */
  by: z.string(),
  /** Its case was not run for this run but taken from this one of the same day. */
  earlier: caseEntrySchema.shape.earlier,
});
export type JudgedCanary = z.infer<typeof judgedCanarySchema>;

export const criterionInfoSchema = z.object({
  id: z.string(),
  group: z.enum(['criteria', 'validation', 'edge-cases', 'strict']),
  title: z.string(),
  /** What M0.3 reported for it, or null. */
  m03: z.string().nullable(),
  requiredBy: z.array(policySchema),
  /** False: no engine proves it yet; shown as "not judged yet". */
  judged: z.boolean(),
});
export type CriterionInfo = z.infer<typeof criterionInfoSchema>;

export const judgedSchema = z.object({
  schemaVersion: z
    .literal(JUDGED_SCHEMA_VERSION)
    .describe('Counts incompatible changes; fields may be added without one.'),
  runId: z.string().describe('The `id` of the stored run that was judged.'),
  ...runSchema.pick({
    holdfast: true,
    startedAt: true,
    finishedAt: true,
    status: true,
    platform: true,
    config: true,
  }).shape,
  policy: policySchema.describe('The counting policy: which criteria are required.'),
  decision: z.enum(['GO', 'NO-GO', 'INCONCLUSIVE']).describe('Of the whole run.'),
  reason: z.string().describe('Why the run was decided like this, in one sentence.'),
  exitCode: z
    .union([z.literal(0), z.literal(1), z.literal(3)])
    .describe(
      'Of the commands that judge: 0 for GO, 1 for NO-GO, 3 for INCONCLUSIVE; after a GO, 1 for a threshold that fails, else 3 for one that is unknown.',
    ),
  recommended: z.string().nullable().describe('The strategy to take among those that are GO; null: none is.'),
  runnerUp: z
    .string()
    .nullable()
    .optional()
    .describe(
      'What would be recommended without the recommended one; null: nothing. Earlier versions did not say.',
    ),
  criteria: z
    .array(criterionInfoSchema)
    .describe('What a reader needs to know about each criterion, so that reports stand alone.'),
  scenarios: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        scopes: z.array(scopeSchema),
        benchmark: z.boolean().optional(),
      }),
    )
    .describe('The scenarios that were planned or run. `benchmark`: it measures speed.'),
  strategies: z
    .array(judgedStrategySchema)
    .describe('Each strategy with its decision, its verdict on each criterion, and what they rest on.'),
  canaries: z
    .array(judgedCanarySchema)
    .describe('Strategies broken on purpose, and whether the scenarios caught them.'),
  thresholds: z
    .array(thresholdResultSchema)
    .optional()
    .describe('Limits on speed that were set, and whether they hold. Absent: none were set.'),
  cases: runSchema.shape.cases,
  warnings: z.array(z.string()).describe('Those of the run, and what was found out in judging it.'),
});
export type Judged = z.infer<typeof judgedSchema>;
