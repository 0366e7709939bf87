// The statistics behind findings, as pure functions. Bootstrap intervals are percentile intervals from a
// seeded generator, so equal samples give equal intervals. They assume independent samples and can't see
// drift, which is why samples are kept in order.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { quantile, quantileSorted } from 'simple-statistics';

const BOOTSTRAP_RESAMPLES = 2000;

/** A p99 of fewer samples than this is the maximum under another name. */
export const P99_SAMPLES_MIN = 100;

export interface Quantiles {
  median: number;
  p90: number;
  /** null with fewer than `P99_SAMPLES_MIN` samples. */
  p99: number | null;
}

/** null without samples. */
export function quantilesOf(samples: readonly number[]): Quantiles | null {
  if (samples.length === 0) return null;
  const at = (p: number) => quantile([...samples], p);
  return { median: at(0.5), p90: at(0.9), p99: samples.length >= P99_SAMPLES_MIN ? at(0.99) : null };
}

export interface Interval {
  value: number;
  /** 95 % interval. */
  low: number;
  high: number;
}

/**
 * Ratio of medians a / b with a 95 % percentile-bootstrap interval; null when a side is empty or b's median
 * is 0.
 */
export function ratioOfMedians(
  a: readonly number[],
  b: readonly number[],
  seed: number,
  resamples = BOOTSTRAP_RESAMPLES,
): Interval | null {
  const [upper, lower] = [sorted(a), sorted(b)];
  if (upper.length === 0 || lower.length === 0) return null;
  const value = quantileSorted(upper, 0.5) / quantileSorted(lower, 0.5);
  if (!Number.isFinite(value)) return null;
  const random = xoroshiro128plus(seed);
  const ratios = Array.from(
    { length: resamples },
    () => resampledMedian(upper, random) / resampledMedian(lower, random),
  ).sort((x, y) => x - y);
  return { value, low: quantileSorted(ratios, 0.025), high: quantileSorted(ratios, 0.975) };
}

/**
 * Jain's fairness index of shares: 1 when all are equal, 1 / n when one has everything; null when there is
 * nothing to share out. Jain, Chiu, Hawe 1984.
 */
export function jainIndex(shares: readonly number[]): number | null {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return squares === 0 ? null : (sum * sum) / (shares.length * squares);
}

function sorted(samples: readonly number[]): number[] {
  return [...samples].sort((a, b) => a - b);
}

/**
 * Median of as many draws with replacement: draws ranks and walks to the middle, so nothing needs sorting
 * again.
 */
function resampledMedian(ordered: readonly number[], random: RandomGenerator): number {
  const draws = new Uint32Array(ordered.length);
  for (let i = 0; i < ordered.length; i++) {
    const rank = uniformInt(random, 0, ordered.length - 1);
    draws[rank] = (draws[rank] ?? 0) + 1;
  }
  const lower = drawnAt(ordered, draws, Math.floor((ordered.length - 1) / 2));
  const upper = drawnAt(ordered, draws, Math.floor(ordered.length / 2));
  return (lower + upper) / 2;
}

function drawnAt(ordered: readonly number[], draws: Uint32Array, index: number): number {
  let passed = 0;
  for (let rank = 0; rank < draws.length; rank++) {
    passed += draws[rank] ?? 0;
    if (passed > index) return ordered[rank] ?? Number.NaN;
  }
  return Number.NaN;
}
