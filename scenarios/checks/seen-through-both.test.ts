import { describe, expect, it } from 'vitest';
import type { HistoryFact, HistoryOp, ReadOp } from '../../results/vocabulary/history.js';
import { seenThroughBoth } from './seen-through-both.js';

const seen = (rev: number): ReadOp['outcome'] => ({
  type: 'ok',
  observed: { rev, token: `t${rev}`, intact: true },
});
const write = (actor: number, rev: number, atMs: number): HistoryOp => ({
  kind: 'write',
  id: rev,
  actor,
  invokeNs: (atMs - 1) * 1e6,
  completeNs: atMs * 1e6,
  expectedRev: rev - 1,
  token: `t${rev}`,
  tries: 1,
  outcome: { type: 'ok', rev },
});
const read = (actor: number, rev: number, atMs: number): HistoryOp => ({
  kind: 'read',
  id: 100 + atMs,
  actor,
  invokeNs: (atMs - 1) * 1e6,
  completeNs: atMs * 1e6,
  outcome: seen(rev),
});

/** Actor 0 is on A, actor 1 on B. */
function history(ops: HistoryOp[], others: Partial<HistoryFact> = {}): HistoryFact {
  const actors: HistoryFact['actors'] = [
    { actor: 0, where: 'process', job: 'writer', mount: 'A' },
    { actor: 1, where: 'process', job: 'writer', mount: 'B' },
  ];
  return {
    kind: 'history',
    actors,
    initial: null,
    ops,
    final: seen(2),
    throughB: { final: seen(2), afterMs: 0.4, initialMs: 1.5 },
    leftovers: [],
    documentBytes: 300,
    ...others,
  };
}

const crossed = [write(0, 1, 10), read(1, 1, 13), write(1, 2, 20), read(0, 1, 21), read(0, 2, 25)];

describe('seen-through-both', () => {
  it('tells after how long the other mount showed each write', () => {
    const judged = seenThroughBoth.judge([history(crossed)]);
    expect(judged).toMatchObject({ verdict: 'pass', coverage: { n: 2 } });
    expect(Object.fromEntries(judged.metrics.map(({ name, value }) => [name, value]))).toEqual({
      'seen-after-median': 4,
      'seen-after-max': 5,
      'first-seen-after': 1.5,
      'last-seen-after': 0.4,
    });
  });

  it.each([
    ['another document', seen(1), 'stale-read'],
    ['no document', { type: 'ok', observed: null } as const, 'stale-read'],
    ['an error', { type: 'fail', code: 'ESTALE', message: 'stale' } as const, 'unreadable-final'],
  ])('fails when the second mount ends with %s', (_, final, anomaly) => {
    const judged = seenThroughBoth.judge([
      history(crossed, { throughB: { final, afterMs: 5001, initialMs: 1 } }),
    ]);
    expect(judged).toMatchObject({ verdict: 'fail', evidence: [{ anomaly }] });
    expect(judged.evidence[0]?.witness.at(-1)).toContain('(mount B)');
  });

  it.each([
    ['one mount wrote', [write(0, 1, 10), read(1, 1, 13)], {}, /through mount B/],
    ['nobody read through the other', [write(0, 1, 10), write(1, 2, 20)], {}, /No read through/],
    ['there was one mount', crossed, { throughB: undefined }, /one mount only/],
    [
      'a lock refused the last look, and nothing else is shown',
      [],
      { throughB: { final: { type: 'fail', code: 'LOCKED', message: '' }, afterMs: 1, initialMs: 1 } },
      /through mount A/,
    ],
  ] as const)('is unknown when %s', (_, ops, others, why) => {
    const { throughB, ...rest } = history([...ops], others as Partial<HistoryFact>);
    const fact: HistoryFact = throughB === undefined ? rest : { ...rest, throughB };
    expect(seenThroughBoth.judge([fact])).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringMatching(why) as string,
    });
  });
});
