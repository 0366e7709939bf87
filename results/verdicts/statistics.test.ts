import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jainIndex, quantilesOf, rateOf, ratioOfQuantiles } from './statistics.js';

const positive = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 60 });

describe('quantilesOf', () => {
  it('gives no p99 of fewer than 100 samples', () => {
    const samples = Array.from({ length: 99 }, (_, i) => i + 1);
    expect(quantilesOf(samples)).toEqual({ median: 50, p90: 89.2, p99: null });
    expect(quantilesOf([...samples, 100])?.p99).toBeCloseTo(99.01, 6);
  });

  it('says nothing of nothing, and leaves the samples in their order', () => {
    expect(quantilesOf([])).toBeNull();
    const samples = [3, 1, 2];
    quantilesOf(samples);
    expect(samples).toEqual([3, 1, 2]);
  });
});

const ratioOfMedians = (a: readonly number[], b: readonly number[], seed: number, resamples?: number) =>
  ratioOfQuantiles(a, b, 0.5, seed, resamples);

describe('a ratio of medians', () => {
  it('is the same for the same seed and differs only in its interval for another', () => {
    const a = Array.from({ length: 40 }, (_, i) => 100 + ((i * 37) % 41));
    const b = Array.from({ length: 40 }, (_, i) => 50 + ((i * 29) % 31));
    expect(ratioOfMedians(a, b, 7)).toEqual(ratioOfMedians(a, b, 7));
    expect(ratioOfMedians(a, b, 8)?.value).toBe(ratioOfMedians(a, b, 7)?.value);
  });

  it('is exact on constant samples', () => {
    expect(ratioOfMedians([6, 6, 6], [2, 2], 1)).toEqual({ value: 3, low: 3, high: 3 });
  });

  it.each([
    [[], [1]],
    [[1], []],
    [[1], [0]],
  ])('has no answer for %j over %j', (a, b) => {
    expect(ratioOfMedians(a, b, 1)).toBeNull();
  });

  it('lies within the extremes of the samples', () => {
    fc.assert(
      fc.property(positive, positive, fc.integer(), (a, b, seed) => {
        const ratio = ratioOfMedians(a, b, seed, 50);
        expect(ratio?.low).toBeGreaterThanOrEqual(Math.min(...a) / Math.max(...b));
        expect(ratio?.high).toBeLessThanOrEqual(Math.max(...a) / Math.min(...b));
        expect(ratio?.low).toBeLessThanOrEqual(ratio?.high ?? Number.NaN);
      }),
      { numRuns: 100 },
    );
  });

  it('covers the true ratio about as often as it says', () => {
    let covered = 0;
    const trials = 200;
    for (let seed = 0; seed < trials; seed++) {
      const noise = pseudoNoise(seed);
      const a = Array.from({ length: 40 }, () => 200 * (0.5 + noise()));
      const b = Array.from({ length: 40 }, () => 100 * (0.5 + noise()));
      const ratio = ratioOfMedians(a, b, seed, 400);
      if (ratio !== null && ratio.low <= 2 && 2 <= ratio.high) covered += 1;
    }
    expect(covered / trials).toBeGreaterThan(0.88);
    expect(covered).toBeLessThan(trials);
  });
});

describe('jainIndex', () => {
  it.each([
    [[5, 5, 5], 1],
    [[9, 0, 0], 1 / 3],
    [[0, 0], null],
    [[], null],
  ])('of %j is %s', (shares, index) => {
    expect(jainIndex(shares)).toBe(index);
  });
});

/** A small linear congruential generator, independent of the one under test. */
function pseudoNoise(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a ratio of upper quantiles', () => {
  it('is that of the samples, inside its interval', () => {
    const slow = Array.from({ length: 200 }, (_, at) => 10 + at);
    const fast = slow.map((value) => value / 2);
    const ratio = ratioOfQuantiles(slow, fast, 0.99, 1);
    expect(ratio?.value).toBe(2);
    expect(ratio?.low).toBeLessThanOrEqual(2);
    expect(ratio?.high).toBeGreaterThanOrEqual(2);
  });
});

describe('a rate', () => {
  it('is events a second, inside its interval', () => {
    expect(
      rateOf(
        Array.from({ length: 50 }, () => 1e6),
        1,
      ),
    ).toEqual({ value: 1000, low: 1000, high: 1000 });
    const uneven = Array.from({ length: 400 }, (_, at) => (at % 7 === 0 ? 5e6 : 1e6));
    const rate = rateOf(uneven, 1);
    expect(rate?.low).toBeLessThan(rate?.value ?? 0);
    expect(rate?.high).toBeGreaterThan(rate?.value ?? 0);
    expect(rateOf(uneven, 1)).toEqual(rate);
  });

  it('is none without gaps', () => {
    expect(rateOf([], 1)).toBeNull();
    expect(rateOf([0, 0], 1)).toBeNull();
  });
});
