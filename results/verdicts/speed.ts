// How fast a strategy is, as rows: what the checks of cost and contention measured, each beside the floor of
// the same run. Only ratios can be compared across machines. Pure; reports, thresholds and the JSON take the
// same rows.
import { z } from 'zod';
import { scopeSchema } from '../vocabulary/verdict.js';
import { costMetrics } from './cost-metrics.js';
import type { Finding, Metric } from './finding.js';
import { relativeSamplesSchema } from './relative-samples.js';

const intervalSchema = z.object({
  value: z.number(),
  /** Of the 95 % interval; null: it was not measured. */
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type SpeedRatio = z.infer<typeof intervalSchema>;

export const speedFigureSchema = z.object({
  /** `median`, `p90`, `p99` of one writer; `throughput@8` and others of as many writers at once. */
  name: z.string(),
  scenario: z.string(),
  scope: scopeSchema,
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** `ms`, `writes/s`, or `Jain` (1: equal shares). */
  unit: z.string(),
  /** ÷ the same of a bare durable write in this run; null where there is nothing to divide by. */
  toFloor: intervalSchema.nullable(),
});
export type SpeedFigure = z.infer<typeof speedFigureSchema>;

export const speedSchema = z.object({
  figures: z.array(speedFigureSchema),
  /** The strategy ÷ itself in the same rounds: no difference below it means anything. null: not measured. */
  noise: intervalSchema.nullable(),
  /** One writer's writes ÷ each floor of their round. Absent: not measured, or by an earlier version. */
  samples: relativeSamplesSchema.optional(),
});
export type Speed = z.infer<typeof speedSchema>;

type Measured = Pick<Finding, 'scenario' | 'scope' | 'metrics'>;

/** null: nothing was measured. */
export function speedOf(findings: readonly Measured[]): Speed | null {
  const alone = findings.find(({ metrics }) => find(metrics, 'latency-p90') !== undefined);
  const floorMs = alone === undefined ? null : floorMedianMs(alone.metrics);
  const contended = findings.filter(({ metrics }) => find(metrics, 'writers') !== undefined);
  const figures = [
    ...(alone === undefined ? [] : latencyFigures(alone)),
    ...contended.flatMap((finding) => contentionFigures(finding, floorMs)),
  ];
  if (figures.length === 0) return null;
  return { figures, noise: ratioNamed(alone?.metrics ?? [], costMetrics.ratioToItself) };
}

/** Of one writer: `median`, `p90`, `p99`. */
export function figureNamed(speed: Speed | null, name: string): SpeedFigure | null {
  return speed?.figures.find((one) => one.name === name) ?? null;
}

function latencyFigures({ metrics, scenario, scope }: Measured): SpeedFigure[] {
  const ratios = {
    median: costMetrics.ratioToClassicalFloor,
    p90: costMetrics.p90ToClassicalFloor,
    p99: costMetrics.p99ToClassicalFloor,
  };
  return (['median', 'p90', 'p99'] as const).flatMap((name) => {
    const found = find(metrics, `latency-${name}`);
    if (found === undefined) return [];
    const toFloor = ratioNamed(metrics, ratios[name]);
    return [{ name, scenario, scope, value: found.value, low: null, high: null, unit: found.unit, toFloor }];
  });
}

/** As many writers at once: against what a bare durable write alone gets done, and takes, in the same run. */
function contentionFigures({ metrics, scenario, scope }: Measured, floorMs: number | null): SpeedFigure[] {
  const writers = find(metrics, 'writers')?.value ?? 0;
  const over = (value: number | undefined): number | null => value ?? null;
  return (['throughput', 'fairness', 'longest-wait'] as const).flatMap((what) => {
    const found = find(metrics, what);
    if (found === undefined) return [];
    const [low, high] = ['low', 'high'].map((end) => over(find(metrics, `${what}-${end}`)?.value));
    const own = { value: found.value, low: low ?? null, high: high ?? null };
    const scale = floorMs === null ? null : { throughput: floorMs / 1000, 'longest-wait': 1 / floorMs };
    const factor = what === 'fairness' ? null : (scale?.[what] ?? null);
    const toFloor = factor === null ? null : scaled(own, factor);
    return [{ name: `${what}@${writers}`, scenario, scope, ...own, unit: found.unit, toFloor }];
  });
}

/** Runs of earlier versions keep the ratio only. */
function floorMedianMs(metrics: readonly Metric[]): number | null {
  const told = find(metrics, costMetrics.floorMedian)?.value;
  const median = find(metrics, 'latency-median')?.value;
  const ratio = find(metrics, costMetrics.ratioToClassicalFloor)?.value;
  if (told !== undefined) return told;
  return median === undefined || ratio === undefined || ratio === 0 ? null : median / ratio;
}

function scaled({ value, low, high }: SpeedRatio, by: number): SpeedRatio {
  return { value: value * by, low: low === null ? null : low * by, high: high === null ? null : high * by };
}

function ratioNamed(metrics: readonly Metric[], name: string): SpeedRatio | null {
  const value = find(metrics, name)?.value;
  if (value === undefined) return null;
  return {
    value,
    low: find(metrics, `${name}-low`)?.value ?? null,
    high: find(metrics, `${name}-high`)?.value ?? null,
  };
}

function find(metrics: readonly Metric[], name: string): Metric | undefined {
  return metrics.find((one) => one.name === name);
}
