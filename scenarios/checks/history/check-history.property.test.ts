// The certificate checker against a general linearizability checker, both directions, on small random
// histories: ones that a correct register produced, and the same ones spoiled in one or two places.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryFact, HistoryOp, Observed, WriteOp } from '../../../results/vocabulary/history.js';
import { checkHistory } from './check-history.js';
import { isLinearizable } from './testing/wing-gong.js';

const planArbitrary = fc.record({
  actor: fc.nat(2),
  kind: fc.constantFrom('read', 'write', 'write', 'write' as const),
  gap: fc.nat(3),
  before: fc.nat(4),
  after: fc.nat(4),
  expects: fc.constantFrom('current', 'current', 'current', 'older', 'newer', 'any' as const),
  fate: fc.constantFrom('returns', 'returns', 'returns', 'lost', 'never-happens', 'late', 'locked' as const),
  code: fc.constantFrom(null, 'IO'),
});
type Plan = typeof planArbitrary extends fc.Arbitrary<infer T> ? T : never;

const runArbitrary = (lockedSays: 'LOCKED' | 'CONFLICT') =>
  fc
    .record({
      plans: fc.array(planArbitrary, { minLength: 1, maxLength: 8 }),
      initial: fc.constantFrom<Observed | null>(null, { rev: 2, token: 'start', intact: true }),
      finalRead: fc.constantFrom(true, true, false),
    })
    .map(({ plans, initial, finalRead }) => honestHistory(plans, initial, finalRead, lockedSays));

const honestArbitrary = runArbitrary('LOCKED');

/**
 * Runs the plans against a correct register, each taking effect at one instant within (or after) its
 * interval; one that was busy may lie about why.
 */
function honestHistory(
  plans: readonly Plan[],
  initial: Observed | null,
  finalRead: boolean,
  lockedSays: 'LOCKED' | 'CONFLICT',
): HistoryFact {
  const clocks = [0, 0, 0];
  const timed = plans.map((plan, id) => {
    const invokeNs = (clocks[plan.actor] ?? 0) + plan.gap;
    const atNs = invokeNs + plan.before;
    const completeNs = atNs + plan.after;
    clocks[plan.actor] = completeNs + 1;
    const isLate = plan.kind === 'write' && plan.fate === 'late';
    return { plan, id, invokeNs, completeNs, atNs: isLate ? completeNs + plan.after : atNs };
  });
  let state: Observed | null = initial;
  const ops = [...timed]
    .sort((a, b) => a.atNs - b.atNs || a.id - b.id)
    .map(({ plan, id, invokeNs, completeNs }): HistoryOp => {
      const base = { id, actor: plan.actor, invokeNs, completeNs };
      if (plan.kind === 'read') return { kind: 'read', ...base, outcome: { type: 'ok', observed: state } };
      const rev: number = state?.rev ?? 0;
      const expectedRev = { current: rev, older: rev - 1, newer: rev + 1, any: null }[plan.expects];
      const write = { kind: 'write', ...base, expectedRev, token: `t${id}`, tries: 1 } as const;
      const info = { type: 'info', code: plan.code, message: 'x' } as const;
      const lost = { ...write, completeNs: plan.code === null ? null : completeNs, outcome: info };
      if (plan.fate === 'locked')
        return { ...write, outcome: { type: 'fail', code: lockedSays, message: 'x' } };
      if (plan.fate === 'never-happens') return lost;
      const matches = expectedRev === null || expectedRev === rev;
      if (matches) state = { rev: rev + 1, token: write.token, intact: true };
      if (plan.fate !== 'returns') return lost;
      return matches
        ? { ...write, outcome: { type: 'ok', rev: rev + 1 } }
        : { ...write, outcome: { type: 'fail', code: 'CONFLICT', message: 'x' } };
    });
  return {
    kind: 'history',
    actors: [0, 1, 2].map((actor) => ({ actor, where: 'process', job: 'writer' })),
    initial,
    ops: ops.sort((a, b) => a.id - b.id),
    final: finalRead ? { type: 'ok', observed: state } : { type: 'info', reason: 'x' },
    leftovers: [],
    documentBytes: 100,
  };
}

const spoilArbitrary = fc.record({
  target: fc.nat(7),
  how: fc.constantFrom(
    'rev',
    'token',
    'expected',
    'later',
    'earlier',
    'outcome',
    'final',
    'torn',
    'gone' as const,
  ),
  by: fc.constantFrom(-2, -1, 1, 2),
  other: fc.nat(8),
});
type Spoil = typeof spoilArbitrary extends fc.Arbitrary<infer T> ? T : never;

function spoiled(fact: HistoryFact, { target, how, by, other }: Spoil): HistoryFact {
  const token = other === 8 ? 'nobody' : other < fact.ops.length ? `t${other}` : 'start';
  const change = (seen: Observed | null): Observed | null => {
    if (how === 'gone' || seen === null) return seen === null ? { rev: 1, token, intact: true } : null;
    if (how === 'torn') return { ...seen, intact: false };
    return how === 'token' ? { ...seen, token } : { ...seen, rev: seen.rev + by };
  };
  if (how === 'final') {
    if (fact.final.type !== 'ok') return fact;
    const observed = fact.final.observed;
    const older: Observed = { rev: (observed?.rev ?? 1) + by, token, intact: true };
    return { ...fact, final: { type: 'ok', observed: by > 0 ? older : change(observed) } };
  }
  const ops = fact.ops.map((op, i): HistoryOp => {
    if (i !== target % fact.ops.length) return op;
    if (how === 'later' || how === 'earlier') {
      const shift = how === 'later' ? Math.abs(by) * 4 : -Math.abs(by) * 4;
      const completeNs = op.completeNs === null ? null : op.completeNs + shift;
      return { ...op, invokeNs: op.invokeNs + shift, completeNs } as HistoryOp;
    }
    if (op.kind === 'read') {
      if (op.outcome.type !== 'ok') return op;
      return { ...op, outcome: { type: 'ok', observed: change(op.outcome.observed) } };
    }
    return spoiledWrite(op, how, by);
  });
  return { ...fact, ops };
}

function spoiledWrite(op: WriteOp, how: Spoil['how'], by: number): WriteOp {
  if (how === 'expected' && op.expectedRev !== null) return { ...op, expectedRev: op.expectedRev + by };
  if (how === 'rev' && op.outcome.type === 'ok') {
    return { ...op, outcome: { type: 'ok', rev: op.outcome.rev + by } };
  }
  if (how !== 'outcome' || op.completeNs === null) return op;
  if (op.outcome.type === 'ok') {
    const code = by > 0 ? 'CONFLICT' : 'LOCKED';
    return Math.abs(by) === 2
      ? { ...op, outcome: { type: 'info', code: 'IO', message: 'x' } }
      : { ...op, outcome: { type: 'fail', code, message: 'x' } };
  }
  return op.outcome.type === 'fail' && by > 0
    ? { ...op, outcome: { type: 'fail', code: 'CONFLICT', message: 'x' } }
    : { ...op, outcome: { type: 'ok', rev: (op.expectedRev ?? 0) + 1 } };
}

const spoiledArbitrary = fc
  .tuple(honestArbitrary, fc.array(spoilArbitrary, { minLength: 1, maxLength: 2 }))
  .map(([fact, spoils]) => spoils.reduce(spoiled, fact));

/** Refusals without regard to the rev, which may or may not have been true. */
const refusedArbitrary = runArbitrary('CONFLICT');

function violations(fact: HistoryFact): string[] {
  return checkHistory(fact)
    .filter(({ severity }) => severity === 'violation')
    .map(({ kind }) => kind);
}

/** Where the certificate is knowingly lenient: refusals beside unconditional writes of unknown outcome. */
function mayBeLenient({ ops }: HistoryFact): boolean {
  const writes = ops.filter((op) => op.kind === 'write');
  return (
    writes.some(({ outcome }) => outcome.type === 'fail' && outcome.code === 'CONFLICT') &&
    writes.some(({ outcome, expectedRev }) => outcome.type === 'info' && expectedRev === null)
  );
}

const RUNS = Number(process.env.HOLDFAST_PROPERTY_RUNS ?? 4000);

describe('checkHistory against a general linearizability checker', () => {
  it('accuses no history of a correct register', () => {
    fc.assert(
      fc.property(honestArbitrary, (fact) => {
        expect(isLinearizable(fact)).toBe(true);
        expect(violations(fact)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['spoiled histories', spoiledArbitrary],
    ['refusals at random', refusedArbitrary],
  ])('says linearizable exactly when the general checker does, on %s', (_, histories) => {
    const seen = { linearizable: 0, not: 0 };
    fc.assert(
      fc.property(histories, (fact) => {
        const expected = isLinearizable(fact);
        seen[expected ? 'linearizable' : 'not'] += 1;
        const found = violations(fact);
        if (expected) expect(found).toEqual([]);
        else if (!mayBeLenient(fact)) expect(found).not.toEqual([]);
      }),
      { numRuns: RUNS },
    );
    // Both answers must have been tried, or the equivalence would be empty.
    expect(seen.linearizable).toBeGreaterThan(RUNS / 20);
    expect(seen.not).toBeGreaterThan(RUNS / 20);
  });
});
