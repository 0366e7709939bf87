// How fast a strategy is, as rows: what the checks of cost and contention measured, each beside the floor of
// the same run. Only ratios can be compared across machines. Pure; reports, thresholds and the JSON take the
// same rows.
import { z } from 'zod';
import { scopeSchema } from '../vocabulary/verdict.js';
import { costMetrics } from './cost-metrics.js';
import { costPartsIn, costPartsSchema } from './cost-parts.js';
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
  /**
   * `median`, `p90`, `p99` of one writer's write, `read` and `read-unchanged` of its reads; `throughput@8` and
   * others of as many writers at once; `median@16384B` and others of documents of this size.
   */
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
  /** How many writes of one writer its quantiles rest on. Absent: by an earlier version. */
  writes: z.number().optional(),
  /** Where the time of a write goes. Absent: not recorded. */
  parts: costPartsSchema.optional(),
  /** Shares of all processor time that others used, and that the host took, while one writer was measured. */
  machine: z.object({ others: z.number(), stolen: z.number().nullable() }).optional(),
});
export type Speed = z.infer<typeof speedSchema>;

type Measured = Pick<Finding, 'scenario' | 'scope' | 'metrics'>;

/** null: nothing was measured. */
export function speedOf(findings: readonly Measured[]): Speed | null {
  const alone = findings.find(({ metrics }) => find(metrics, 'latency-p90') !== undefined);
  const floorMs = alone === undefined ? null : floorMedianMs(alone.metrics);
  const contended = findings.flatMap((finding) => contentionFigures(finding, floorMs));
  const figures = [
    ...(alone === undefined ? [] : latencyFigures(alone, '')),
    ...preferPatience(contended),
    ...findings.flatMap((finding) => sizesIn(finding).flatMap((size) => latencyFigures(finding, size))),
  ];
  if (figures.length === 0) return null;
  const metrics = alone?.metrics ?? [];
  const [writes, others] = [find(metrics, costMetrics.samples), find(metrics, costMetrics.machineOthers)];
  const stolen = find(metrics, costMetrics.machineStolen)?.value ?? null;
  const parts = costPartsIn(metrics);
  return {
    figures,
    noise: ratioNamed(metrics, costMetrics.ratioToItself),
    ...(writes === undefined ? {} : { writes: writes.value }),
    ...(parts === null ? {} : { parts }),
    ...(others === undefined ? {} : { machine: { others: others.value, stolen } }),
  };
}

/** `@16384B`, for each size that a finding tells of by its name. */
function sizesIn({ metrics }: Measured): string[] {
  return metrics.flatMap(({ name }) => /^latency-median(@\d+B)$/.exec(name)?.[1] ?? []);
}

/** Of one writer: `median`, `p90`, `p99`. */
export function figureNamed(speed: Speed | null, name: string): SpeedFigure | null {
  return speed?.figures.find((one) => one.name === name) ?? null;
}

/** `size`: of the document, as the names of metrics end in; empty: the usual one. */
function latencyFigures({ metrics, scenario, scope }: Measured, size: string): SpeedFigure[] {
  const rows = [
    ['median', 'latency-median', costMetrics.ratioToClassicalFloor],
    ['p90', 'latency-p90', costMetrics.p90ToClassicalFloor],
    ['p99', 'latency-p99', costMetrics.p99ToClassicalFloor],
    ['read', 'read-median', costMetrics.readToFloor],
    ['read-unchanged', 'read-unchanged-median', costMetrics.unchangedReadToFloor],
  ] as const;
  return rows.flatMap(([name, metric, toItsFloor]) => {
    const found = find(metrics, `${metric}${size}`);
    if (found === undefined) return [];
    const toFloor = ratioNamed(metrics, toItsFloor, size);
    const { value, unit } = found;
    return [{ name: `${name}${size}`, scenario, scope, value, low: null, high: null, unit, toFloor }];
  });
}

/** Of patient writers all of them; of impatient ones, whose latency is their own choice, three. */
const contentionMetrics = {
  throughput: 'throughput',
  median: 'latency-median',
  p99: 'latency-p99',
  fairness: 'fairness',
  'longest-wait': 'longest-wait',
} as const;
const impatientMeasures: readonly string[] = ['throughput', 'fairness', 'longest-wait'];

/**
 * As many writers at once: against what a bare durable write alone gets done, and takes, in the same run. Their
 * number stands in the names of metrics, or, of impatient writers, in a metric of its own.
 */
function contentionFigures({ metrics, scenario, scope }: Measured, floorMs: number | null): SpeedFigure[] {
  const endings = metrics.flatMap(({ name }) => /^throughput(@\d+)$/.exec(name)?.[1] ?? []);
  const impatient = find(metrics, 'writers')?.value;
  const figure = (what: string, metric: string, ending: string, count: string): SpeedFigure[] => {
    const found = find(metrics, `${metric}${ending}`);
    if (found === undefined) return [];
    const [low = null, high = null] = ['low', 'high'].map(
      (end) => find(metrics, `${metric}-${end}${ending}`)?.value ?? null,
    );
    const own = { value: found.value, low, high };
    const factor = floorFactor(what, floorMs);
    const toFloor = factor === null ? null : scaled(own, factor);
    return [{ name: `${what}${count}`, scenario, scope, ...own, unit: found.unit, toFloor }];
  };
  const measures = Object.entries(contentionMetrics);
  if (impatient === undefined) {
    return endings.flatMap((ending) =>
      measures.flatMap(([what, metric]) => figure(what, metric, ending, ending)),
    );
  }
  return measures
    .filter(([what]) => impatientMeasures.includes(what))
    .flatMap(([what, metric]) => figure(what, metric, '', `@${impatient}`));
}

function floorFactor(what: string, floorMs: number | null): number | null {
  if (floorMs === null || what === 'fairness') return null;
  return what === 'throughput' ? floorMs / 1000 : 1 / floorMs;
}

/** Where as many writers were measured twice in a scope, those who waited patiently count: a user feels these. */
function preferPatience(figures: readonly SpeedFigure[]): SpeedFigure[] {
  const groupOf = ({ name, scope }: SpeedFigure) => `${name.split('@')[1]} ${scope}`;
  const preferred = new Map<string, string>();
  for (const one of figures) {
    const isPatient = one.name.startsWith('median@');
    if (isPatient || !preferred.has(groupOf(one))) preferred.set(groupOf(one), one.scenario);
  }
  return figures.filter((one) => preferred.get(groupOf(one)) === one.scenario);
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

function ratioNamed(metrics: readonly Metric[], name: string, ending = ''): SpeedRatio | null {
  const value = find(metrics, `${name}${ending}`)?.value;
  if (value === undefined) return null;
  return {
    value,
    low: find(metrics, `${name}-low${ending}`)?.value ?? null,
    high: find(metrics, `${name}-high${ending}`)?.value ?? null,
  };
}

function find(metrics: readonly Metric[], name: string): Metric | undefined {
  return metrics.find((one) => one.name === name);
}
