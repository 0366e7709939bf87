import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holm, mannWhitney } from './mann-whitney.js';

const counted = (n: number, of: (at: number) => number) => Array.from({ length: n }, (_, at) => of(at));

it('tells nothing of too few samples', () => {
  expect(mannWhitney(counted(19, Number), counted(50, Number))).toBeNull();
  expect(mannWhitney([], [])).toBeNull();
});

it('finds no difference between a group and itself, nor between equal samples', () => {
  const group = counted(40, (at) => (at * 37) % 41);
  expect(mannWhitney(group, group)).toEqual({ p: 1, effect: 0.5 });
  expect(
    mannWhitney(
      counted(30, () => 7),
      counted(30, () => 7),
    ),
  ).toEqual({ p: 1, effect: 0.5 });
});

it('agrees with a calculation by hand', () => {
  // 15 ties of two: U = 287.5, deviation = √(400/12 · (41 − 90/1560)) = 36.94, z = 87/36.94 = 2.355, p = 0.0185.
  const shifted = mannWhitney(
    counted(20, (at) => at + 6),
    counted(20, (at) => at + 1),
  );
  expect(shifted?.p).toBeCloseTo(0.0185, 3);
  expect(shifted?.effect).toBeCloseTo(287.5 / 400, 6);
});

it('is symmetric, stays between 0 and 1, and only looks at the order', () => {
  const samples = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 20, maxLength: 40 });
  fc.assert(
    fc.property(samples, samples, (a, b) => {
      const [one, other] = [mannWhitney(a, b), mannWhitney(b, a)];
      const stretched = mannWhitney(
        a.map((value) => value ** 2),
        b.map((value) => value ** 2),
      );
      expect(one?.p).toBeCloseTo(other?.p ?? Number.NaN, 9);
      expect((one?.effect ?? 0) + (other?.effect ?? 0)).toBeCloseTo(1, 9);
      expect(stretched).toEqual(one);
      expect(one?.p).toBeGreaterThanOrEqual(0);
      expect(one?.p).toBeLessThanOrEqual(1);
    }),
    { numRuns: 100 },
  );
});

it('raises a false alarm about as often as it says', () => {
  let alarms = 0;
  let state = 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  for (let trial = 0; trial < 400; trial += 1) {
    const { p = 1 } = mannWhitney(counted(30, next), counted(30, next)) ?? {};
    if (p < 0.05) alarms += 1;
  }
  expect(alarms).toBeGreaterThan(5);
  expect(alarms).toBeLessThan(40);
});

it.each([
  [
    [0.01, 0.04, 0.03],
    [0.03, 0.06, 0.06],
  ],
  [
    [0.5, 0.9],
    [1, 1],
  ],
  [
    [0.02, null, 0.02],
    [0.04, null, 0.04],
  ],
  [[], []],
])('corrects %j to %j', (ps, adjusted) => {
  const found = holm(ps);
  expect(found.map((p) => (p === null ? null : Number(p.toFixed(9))))).toEqual(adjusted);
});

it('never lowers a p, and keeps the order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (ps) => {
      const adjusted = holm(ps);
      for (const [at, p] of ps.entries()) {
        expect(adjusted[at]).toBeGreaterThanOrEqual(p);
        for (const [other, q] of ps.entries()) {
          if (p < q) expect(adjusted[at]).toBeLessThanOrEqual(adjusted[other] ?? Number.NaN);
        }
      }
    }),
  );
});
