// What a search through interleavings found: for each variant what was covered, in schedules, and the
// smallest schedule of each class of violation, as a story that a person can read.
import { z } from 'zod';
import { interleavingCapsuleSchema } from '../capsules/interleaving-capsule.js';
import { laneLineSchema } from '../vocabulary/interleaving-story.js';
import { interleavingVariantSchema, violationClassSchema } from '../vocabulary/schedule.js';

export const violationSchema = z.object({
  class: violationClassSchema,
  /** Of the smallest schedule found. */
  preemptions: z.number().int(),
  /** Schedules until it was first seen, those included that were told or cut short. */
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
  /** Run from start to end; and told beforehand or cut short, because they came to what was known. */
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
