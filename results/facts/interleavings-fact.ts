// The result of a search through interleavings: for each variant the covered schedules, and the smallest
// schedule of each class of violation as lines for people.
import { z } from 'zod';
import { interleavingCapsuleSchema } from '../capsules/interleaving-capsule.js';
import { laneLineSchema } from '../vocabulary/interleaving-story.js';
import { interleavingVariantSchema, violationClassSchema } from '../vocabulary/schedule.js';

export const violationSchema = z.object({
  class: violationClassSchema,
  /** Of the smallest schedule found. */
  preemptions: z.number().int(),
  /** Schedules until it was first seen, including those that were predicted or cut short. */
  afterSchedules: z.number().int(),
  /** Schedules in which the class was seen. */
  schedules: z.number().int(),
  /** What happened, in one sentence. */
  sentence: z.string(),
  /** Of that schedule, line by line in its order. */
  lanes: z.array(laneLineSchema),
  /** Index into the fact's capsules. */
  capsule: z.number().int(),
});
export type Violation = z.infer<typeof violationSchema>;

/**
 * completeTo: every schedule with at most so many preemptions was run or shown equivalent to one that was;
 * null: not even those without any. sampled: random schedules beside that.
 */
export const interleavingCoverageSchema = z.object({
  completeTo: z.number().int().nullable(),
  sampled: z.number().int(),
});
export type InterleavingCoverage = z.infer<typeof interleavingCoverageSchema>;

export const interleavingVariantResultSchema = z.object({
  variant: interleavingVariantSchema,
  writers: z.number().int(),
  /** Acknowledged writes of each writer. */
  writes: z.number().int(),
  readers: z.number().int(),
  /** dfs: all schedules, fewest preemptions first; pct, walk: random ones. See `InterleavingPlan`. */
  search: z.enum(['dfs', 'pct', 'walk']),
  coverage: interleavingCoverageSchema,
  /**
   * Why nothing may be concluded (the strategy is not deterministic, a native addon works unseen …); null:
   * nothing of the kind.
   */
  distrust: z.string().nullable(),
  /**
   * `schedules` ran from start to end; `cut` were predicted, or ended early because they reached a known
   * state.
   */
  schedules: z.number().int(),
  cut: z.number().int(),
  /** Of all of these together. */
  steps: z.number().int(),
  durationMs: z.number(),
  /** One for each class. */
  violations: z.array(violationSchema),
});
export type InterleavingVariantResult = z.infer<typeof interleavingVariantResultSchema>;

/**
 * kind: interleavings. `unavailable`: why none can be run on this platform; null: they were run. `variants`:
 * one for each plan, in their order; fewer when the search was interrupted.
 */
export const interleavingsFactSchema = z.object({
  kind: z.literal('interleavings'),
  seed: z.number().int(),
  scope: z.enum(['threads', 'processes']),
  unavailable: z.object({ reason: z.string(), remedy: z.string() }).nullable(),
  variants: z.array(interleavingVariantResultSchema),
  capsules: z.array(interleavingCapsuleSchema),
});
export type InterleavingsFact = z.infer<typeof interleavingsFactSchema>;
