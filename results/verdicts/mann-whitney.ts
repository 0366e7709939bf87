// Whether one group of samples tends to be larger than another: the Mann-Whitney test with its effect size, and
// Holm's correction for many of them. Pure. By ranks, so no sample counts for more than its place and no shape
// is assumed; but samples are taken as independent, and neighbours on one machine are not quite. So a small p
// alone is no claim: what compares also asks for a difference beyond the noise of the strategy against itself.
import { errorFunction, wilcoxonRankSum } from 'simple-statistics';

export interface RankTest {
  /** Two-sided, by the normal approximation with corrections for ties and continuity; 1: nothing differs. */
  p: number;
  /** How often a sample of `a` is larger than one of `b`; ties count half. 0.5: neither (Vargha, Delaney 2000). */
  effect: number;
}

/** Below this many samples of a side the normal approximation says nothing. */
const SAMPLES_MIN = 20;

/** null when a side has too few samples. */
export function mannWhitney(a: readonly number[], b: readonly number[]): RankTest | null {
  const [n, m] = [a.length, b.length];
  if (Math.min(n, m) < SAMPLES_MIN) return null;
  const u = wilcoxonRankSum([...a], [...b]) - (n * (n + 1)) / 2;
  const effect = u / (n * m);
  const deviation = Math.sqrt(((n * m) / 12) * (n + m + 1 - tieTerm([...a, ...b])));
  const distance = Math.abs(u - (n * m) / 2) - 0.5;
  if (!(deviation > 0) || distance <= 0) return { p: 1, effect };
  return { p: Math.max(0, 1 - errorFunction(distance / deviation / Math.SQRT2)), effect };
}

function tieTerm(pooled: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of pooled) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sum = [...counts.values()].reduce((total, count) => total + (count ** 3 - count), 0);
  return sum / (pooled.length * (pooled.length - 1));
}

/**
 * Holm's step-down correction: of all the tests together, the chance of one false alarm stays below the level
 * that an adjusted p is held against. In the order of `ps`; null stays null and counts for no test.
 */
export function holm(ps: readonly (number | null)[]): (number | null)[] {
  const order = ps.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((one, other) => one.p - other.p);
  const adjusted: (number | null)[] = ps.map(() => null);
  let largest = 0;
  for (const [rank, { p, at }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p * (order.length - rank)));
    adjusted[at] = largest;
  }
  return adjusted;
}
