// What is stored of the run that docs/performance.md is made of: ratios to floors of the same rounds, and the
// samples behind none of them. Pure: from samples to the record.
import { z } from 'zod';
import { ratioOfQuantiles } from '../../results/verdicts/statistics.js';

const figureSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type RatioFigure = z.infer<typeof figureSchema>;

const rowSchema = z.object({
  id: z.string(),
  role: z.string(),
  /** The native addon that it needs; null: none. */
  addon: z.enum(['compiled', 'prebuilt']).nullable(),
  /** Medians ÷ the medians of Node's floors, with 95 % bootstrap intervals. */
  toFlush: figureSchema,
  toRename: figureSchema,
  /** The same of the floors in C; null: there are none. */
  toFlushInC: figureSchema.nullable(),
  toRenameInC: figureSchema.nullable(),
});
export type PerformanceRow = z.infer<typeof rowSchema>;

const sizeSchema = z.object({
  documentBytes: z.number(),
  /** Of each contestant. */
  writes: z.number(),
  /** Milliseconds: of this machine only. */
  flushMs: z.number(),
  renameMs: z.number(),
  rows: z.array(rowSchema),
  /** The first strategy ÷ itself in the same rounds. */
  noise: figureSchema,
});
export type PerformanceBySize = z.infer<typeof sizeSchema>;

export const crowds = ['callers', 'threads', 'processes'] as const;
export type Crowd = (typeof crowds)[number];

const contentionSchema = z.object({
  id: z.string(),
  /** Of one store; in worker threads, or in processes, with a store each. */
  crowd: z.enum(crowds),
  writers: z.number(),
  /** Writes a second ÷ those of the rename floor in the same round: the median of the rounds, their least and most. */
  toFloor: figureSchema,
  /** Jain's index, the least of all rounds. */
  fairness: z.number(),
  /** The longest wait ÷ the median write, the median of the rounds. */
  longestToMedian: z.number(),
  /** All rounds together. */
  writes: z.number(),
});
export type PerformanceInCrowd = z.infer<typeof contentionSchema>;

export const performanceRecordSchema = z.object({
  platform: z.string(),
  processors: z.number(),
  /** Why there are no floors in C; null: there are. */
  withoutC: z.string().nullable(),
  /** What others used of all processor time meanwhile. */
  othersShare: z.number(),
  sizes: z.array(sizeSchema),
  rounds: z.number(),
  contention: z.array(contentionSchema),
});
export type PerformanceRecord = z.infer<typeof performanceRecordSchema>;

export interface TimedContestant {
  id: string;
  role: string;
  /** Default: none. */
  addon?: 'compiled' | 'prebuilt' | undefined;
  samplesMs: readonly number[];
}

/** Names of the floors among the contestants. */
export const flushName = 'one flush';
export const renameName = 'rename floor';
export const flushInCName = 'one flush in C';
export const renameInCName = 'rename floor in C';
const SEED = 1;

/** `again`: the first strategy's second series. Throws without floors. */
export function sizeRecord(
  documentBytes: number,
  contestants: readonly TimedContestant[],
  again: { first: readonly number[]; second: readonly number[] },
): PerformanceBySize {
  const samplesOf = (id: string) => contestants.find((one) => one.id === id)?.samplesMs ?? [];
  const [flush, rename] = [samplesOf(flushName), samplesOf(renameName)];
  const toC = (samples: readonly number[], floor: string) =>
    samplesOf(floor).length === 0 ? null : figureOf(samples, samplesOf(floor));
  return {
    documentBytes,
    writes: flush.length,
    flushMs: rounded(middle(flush)),
    renameMs: rounded(middle(rename)),
    rows: contestants.map(({ id, role, addon, samplesMs }) => ({
      id,
      role,
      addon: addon ?? null,
      toFlush: figureOf(samplesMs, flush),
      toRename: figureOf(samplesMs, rename),
      toFlushInC: toC(samplesMs, flushInCName),
      toRenameInC: toC(samplesMs, renameInCName),
    })),
    noise: figureOf(again.second, again.first),
  };
}

function figureOf(samples: readonly number[], floor: readonly number[]): RatioFigure {
  const found = ratioOfQuantiles(samples, floor, 0.5, SEED);
  if (found === null) throw new Error('a contestant or a floor has no samples');
  return { value: rounded(found.value), low: rounded(found.low), high: rounded(found.high) };
}

export interface CrowdRound {
  writesPerSecond: number;
  floorPerSecond: number;
  fairness: number;
  longestToMedian: number;
  writes: number;
}

/** Throws without rounds. */
export function crowdRecord(
  who: Pick<PerformanceInCrowd, 'id' | 'crowd' | 'writers'>,
  rounds: readonly CrowdRound[],
): PerformanceInCrowd {
  const ratios = rounds.map((round) => round.writesPerSecond / round.floorPerSecond);
  return {
    ...who,
    toFloor: {
      value: rounded(middle(ratios)),
      low: rounded(Math.min(...ratios)),
      high: rounded(Math.max(...ratios)),
    },
    fairness: rounded(Math.min(...rounds.map(({ fairness }) => fairness))),
    longestToMedian: rounded(middle(rounds.map(({ longestToMedian }) => longestToMedian))),
    writes: rounds.reduce((sum, { writes }) => sum + writes, 0),
  };
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.floor(sorted.length / 2)];
  if (value === undefined) throw new Error('there is nothing to take the middle of');
  return value;
}

const rounded = (value: number): number => Number(value.toPrecision(4));
