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
 * Ratio of quantiles `p` of a and b with a 95 % percentile-bootstrap interval; null when a side is empty or that of b is
 * 0. Of an upper quantile the interval is as wide as its few samples make it.
 */
export function ratioOfQuantiles(
  a: readonly number[],
  b: readonly number[],
  p: number,
  seed: number,
  resamples = BOOTSTRAP_RESAMPLES,
): Interval | null {
  const [upper, lower] = [sorted(a), sorted(b)];
  if (upper.length === 0 || lower.length === 0) return null;
  const value = quantileSorted(upper, p) / quantileSorted(lower, p);
  if (!Number.isFinite(value)) return null;
  const random = xoroshiro128plus(seed);
  const ratios = Array.from(
    { length: resamples },
    () => resampledQuantile(upper, p, random) / resampledQuantile(lower, p, random),
  ).sort((x, y) => x - y);
  return { value, low: quantileSorted(ratios, 0.025), high: quantileSorted(ratios, 0.975) };
}

/**
 * Events a second from the gaps between them, with a 95 % interval; null without gaps. Whole blocks of neighbours are
 * drawn, because contending writers take turns and one gap says something about the next (Künsch 1989).
 */
export function rateOf(gapsNs: readonly number[], seed: number, resamples = 500): Interval | null {
  const total = gapsNs.reduce((sum, gap) => sum + gap, 0);
  if (gapsNs.length === 0 || !(total > 0)) return null;
  const block = Math.max(1, Math.ceil(Math.sqrt(gapsNs.length)));
  const random = xoroshiro128plus(seed);
  const sums = gapsNs.map((_, at) => sumFrom(gapsNs, at, block));
  const blocks = Math.ceil(gapsNs.length / block);
  const rates = Array.from({ length: resamples }, () => {
    let drawnNs = 0;
    for (let i = 0; i < blocks; i++) drawnNs += sums[uniformInt(random, 0, sums.length - 1)] ?? 0;
    return (blocks * block * 1e9) / drawnNs;
  }).sort((x, y) => x - y);
  return {
    value: (gapsNs.length * 1e9) / total,
    low: quantileSorted(rates, 0.025),
    high: quantileSorted(rates, 0.975),
  };
}

/** Of `length` neighbours, going on at the beginning. */
function sumFrom(values: readonly number[], from: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[(from + i) % values.length] ?? 0;
  return sum;
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
 * Quantile of as many draws with replacement: draws ranks and walks up to it, so nothing needs sorting again.
 */
function resampledQuantile(ordered: readonly number[], p: number, random: RandomGenerator): number {
  const draws = new Uint32Array(ordered.length);
  for (let i = 0; i < ordered.length; i++) {
    const rank = uniformInt(random, 0, ordered.length - 1);
    draws[rank] = (draws[rank] ?? 0) + 1;
  }
  // As simple-statistics has it: between two ranks the mean of both.
  const rank = ordered.length * p;
  const upper = drawnAt(ordered, draws, Math.min(ordered.length - 1, Math.max(0, Math.ceil(rank) - 1)));
  if (!Number.isInteger(rank) || ordered.length % 2 !== 0 || rank >= ordered.length) return upper;
  return (upper + drawnAt(ordered, draws, rank)) / 2;
}

function drawnAt(ordered: readonly number[], draws: Uint32Array, index: number): number {
  let passed = 0;
  for (let rank = 0; rank < draws.length; rank++) {
    passed += draws[rank] ?? 0;
    if (passed > index) return ordered[rank] ?? Number.NaN;
  }
  return Number.NaN;
}
