// A finding: the judgement of one check on one strategy in one scenario and scope, with the coverage that it
// rests on and the evidence that proves it.
import { z } from 'zod';
import { scopeSchema, verdictSchema } from '../vocabulary/verdict.js';

/**
 * What was looked at. `n` counts `unit`s (acknowledged writes, kills, reads …). For a pass without failures,
 * `failureRateBelow` is the 95 % upper bound 1 − 0.05^(1/n) on the true failure rate.
 */
export const coverageSchema = z.object({
  n: z.number().int().nonnegative(),
  unit: z.string(),
  failureRateBelow: z.number().nullable(),
  note: z.string().optional(),
});
export type Coverage = z.infer<typeof coverageSchema>;

/** One piece of proof: a named anomaly with the fewest operations that show it, or one observation. */
export const evidenceSchema = z.object({
  /**
   * The anomaly's standard name in kebab-case: lost-update, torn-read, duplicate-rev … or what was observed.
   */
  anomaly: z.string(),
  /** One sentence. */
  description: z.string(),
  /** The witness, one readable line per operation, in the order of time. */
  witness: z.array(z.string()),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const metricSchema = z.object({ name: z.string(), value: z.number(), unit: z.string() });
export type Metric = z.infer<typeof metricSchema>;

/** What a check's judge returns. */
export const judgementSchema = z.object({
  verdict: verdictSchema,
  /** One sentence a person can act on. */
  summary: z.string(),
  coverage: coverageSchema,
  evidence: z.array(evidenceSchema),
  /** Of a failure: how much besides could not be seen. Absent: nothing. */
  unseen: z.number().int().positive().optional(),
  metrics: z.array(metricSchema).default([]),
});
export type CheckJudgement = z.infer<typeof judgementSchema>;

export const findingSchema = judgementSchema.extend({
  scenario: z.string(),
  scope: scopeSchema,
  check: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;
