import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Access, Step } from '../../../results/vocabulary/schedule.js';
import { conflictsOf } from './dependence.js';
import { type HappensBefore, happensBefore } from './happens-before.js';

const clients = 3;

const access: fc.Arbitrary<Access> = fc.record({
  resource: fc.constantFrom('a', 'b', 'c'),
  mode: fc.constantFrom('read', 'read', 'change', 'write'),
});
const step: fc.Arbitrary<Step> = fc
  .record({
    client: fc.integer({ min: 0, max: clients - 1 }),
    label: fc.constantFrom('p', 'q'),
    accesses: fc.uniqueArray(access, { maxLength: 2, selector: ({ resource }) => resource }),
  })
  .map((made): Step => ({ ...made, kind: 'operation', keys: [], decided: true }));
const trace = fc.array(step, { maxLength: 14 });

function orderOf(steps: readonly Step[]): HappensBefore {
  const order = happensBefore(clients);
  for (const one of steps) order.append(one);
  return order;
}

const isDependent = (one: Step, other: Step): boolean =>
  one.client === other.client || conflictsOf(one, other).length > 0;

/** The order by the book: dependent pairs in the order of the trace, closed under going on. */
function closure(steps: readonly Step[]): boolean[][] {
  const before = steps.map((one, i) =>
    steps.map((other, j) => i === j || (i < j && isDependent(one, other))),
  );
  for (let k = 0; k < steps.length; k += 1) {
    for (const row of before) {
      if (row[k] !== true) continue;
      for (let j = 0; j < steps.length; j += 1) row[j] ||= before[k]?.[j] === true;
    }
  }
  return before;
}

describe('against the definition', () => {
  test('who comes before whom', () => {
    fc.assert(
      fc.property(trace, (steps) => {
        const order = orderOf(steps);
        const told = steps.map((_, i) => steps.map((_other, j) => i <= j && order.isBefore(i, j)));
        expect(told).toEqual(closure(steps).map((row, i) => row.map((is, j) => i <= j && is)));
      }),
    );
  });

  test('which steps follow each other directly', () => {
    fc.assert(
      fc.property(trace, (steps) => {
        const before = closure(steps);
        const order = happensBefore(clients);
        steps.forEach((one, j) => {
          order.append(one);
          const direct = steps.flatMap((other, i) => {
            if (i >= j || other.client === one.client || before[i]?.[j] !== true) return [];
            const between = steps.some(
              (_, k) => k !== i && k !== j && before[i]?.[k] === true && before[k]?.[j] === true,
            );
            return between ? [] : [i];
          });
          expect([...order.direct].sort((a, b) => a - b)).toEqual(direct);
        });
      }),
    );
  });
});

describe('the fingerprint', () => {
  test('swapping neighbours leaves it if they are independent, and only then', () => {
    fc.assert(
      fc.property(trace, fc.nat(), (steps, at) => {
        fc.pre(steps.length >= 2);
        const i = at % (steps.length - 1);
        const [one, other] = [steps[i], steps[i + 1]];
        if (one === undefined || other === undefined || one.client === other.client) return;
        const swapped = steps.with(i, other).with(i + 1, one);
        const isSame = orderOf(steps).fingerprint() === orderOf(swapped).fingerprint();
        expect(isSame).toBe(!isDependent(one, other));
      }),
      { numRuns: 2000 },
    );
  });

  test('tells labels, clients, resources and lengths apart', () => {
    const base: Step = {
      client: 0,
      kind: 'operation',
      label: 'read a: 1',
      accesses: [{ resource: 'a', mode: 'read' }],
      keys: [],
      decided: true,
    };
    const others: Step[] = [
      { ...base, label: 'read a: 2' },
      { ...base, client: 1 },
      { ...base, accesses: [{ resource: 'b', mode: 'read' }] },
      { ...base, accesses: [{ resource: 'a', mode: 'write' }] },
      { ...base, accesses: [] },
    ];
    const all = [[], [base], [base, base], ...others.map((other) => [other])];
    const prints = all.map((steps) => orderOf(steps).fingerprint());
    expect(new Set(prints).size).toBe(all.length);
    for (const print of prints) expect(Number.isSafeInteger(print)).toBe(true);
  });

  test('a clock jump is nobody’s step, and whoever reads the clock sees on which side of it', () => {
    const clock = (mode: Access['mode']): Access[] => [{ resource: 'clock', mode }];
    const jump: Step = {
      client: 0,
      kind: 'clock-jump',
      label: 'jump',
      accesses: clock('write'),
      keys: ['clock'],
      decided: true,
    };
    const busy: Step = { ...jump, kind: 'operation', label: 'x', accesses: [] };
    const looks: Step = { ...busy, client: 1, label: 'y', accesses: clock('read') };
    expect(orderOf([jump, busy]).fingerprint()).toBe(orderOf([busy, jump]).fingerprint());
    expect(orderOf([jump, looks]).fingerprint()).not.toBe(orderOf([looks, jump]).fingerprint());
  });

  test('after a reset it begins again', () => {
    fc.assert(
      fc.property(trace, trace, (one, other) => {
        const order = orderOf(one);
        order.reset();
        for (const made of other) order.append(made);
        expect(order.fingerprint()).toBe(orderOf(other).fingerprint());
        expect(order.length).toBe(other.length);
      }),
    );
  });
});
