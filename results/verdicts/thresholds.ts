// Limits that a user sets on speed: `p99/floor < 6`, `fairness@8 > 0.9`. Pure. A figure with an interval
// passes only as a whole, and fails only as a whole: what lies on both sides of the limit is unknown, so that
// noise breaks no build.
import { z } from 'zod';
import { scopeSchema, verdictSchema } from '../vocabulary/verdict.js';
import type { Speed, SpeedFigure } from './speed.js';

export const thresholdResultSchema = z.object({
  /** As it was set. */
  rule: z.string(),
  strategy: z.string(),
  /** null: nothing of this name was measured. */
  scope: scopeSchema.nullable(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  verdict: verdictSchema.exclude(['n/a']),
});
export type ThresholdResult = z.infer<typeof thresholdResultSchema>;

export interface Threshold {
  /** Of a speed figure: `p99`, `throughput@8`. */
  name: string;
  /** Against the figure ÷ its floor. */
  toFloor: boolean;
  isUpper: boolean;
  limit: number;
}

/** What a rule may begin with; `@8`: as many writers at once. */
export const thresholdMeasures = [
  'median',
  'p90',
  'p99',
  'median/floor',
  'p90/floor',
  'p99/floor',
  'read',
  'read/floor',
  'throughput@8',
  'throughput@8/floor',
  'longest-wait@8',
  'longest-wait@8/floor',
  'fairness@8',
] as const;

const shape = /^(?<measure>[a-z0-9@/-]+)\s*(?<sign>[<>])=?\s*(?<limit>\d+(?:\.\d+)?)$/;
const measureShape =
  /^(?:(?:median|p90|p99|read|read-unchanged)(?:\/floor)?|(?:throughput|median|p99|longest-wait)@\d+(?:\/floor)?|fairness@\d+)$/;

/** `measure` null: it is no rule at all; else what it begins with, which is nothing that is measured. */
export type ThresholdFault = { measure: string | null };

export function parseThreshold(rule: string): Threshold | ThresholdFault {
  const { measure, sign, limit } = shape.exec(rule.trim())?.groups ?? {};
  if (measure === undefined || sign === undefined || limit === undefined) return { measure: null };
  if (!measureShape.test(measure)) return { measure };
  return {
    name: measure.replace('/floor', ''),
    toFloor: measure.endsWith('/floor'),
    isUpper: sign === '<',
    limit: Number(limit),
  };
}

/** A row for each kind of writers in which it was measured; one that is unknown where it was measured in none. */
export function judgeThreshold(rule: string, strategy: string, speed: Speed | null): ThresholdResult[] {
  const threshold = parseThreshold(rule);
  const nothing = {
    rule,
    strategy,
    scope: null,
    value: null,
    low: null,
    high: null,
    verdict: 'unknown',
  } as const;
  if (!('name' in threshold)) return [nothing];
  const figures = (speed?.figures ?? []).filter(({ name }) => name === threshold.name);
  const rows = figures.flatMap((figure): ThresholdResult[] => {
    const found = threshold.toFloor ? figure.toFloor : figure;
    if (found === null) return [];
    const { value, low, high } = found;
    return [{ rule, strategy, scope: figure.scope, value, low, high, verdict: verdictOf(threshold, found) }];
  });
  return rows.length > 0 ? rows : [nothing];
}

function verdictOf(
  { isUpper, limit }: Threshold,
  { value, low, high }: Pick<SpeedFigure, 'value' | 'low' | 'high'>,
): ThresholdResult['verdict'] {
  const holds = (one: number): boolean => (isUpper ? one < limit : one > limit);
  const ends = [low ?? value, high ?? value];
  if (ends.every(holds)) return 'pass';
  return ends.some(holds) ? 'unknown' : 'fail';
}
