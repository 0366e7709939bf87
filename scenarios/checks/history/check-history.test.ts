// One hand-made history for each anomaly with the exact witness it must give, and histories that look odd and
// are legal.
import { describe, expect, it } from 'vitest';
import { checkHistory } from './check-history.js';
import type { AnomalyKind } from './history-anomaly.js';
import {
  acked,
  history,
  locked,
  read,
  readFailed,
  refused,
  seen,
  uncertain,
  type Written,
  write,
} from './testing/written-history.js';

interface Case {
  what: string;
  kind: AnomalyKind;
  history: Written;
  /** All kinds that are told, `kind` first. */
  also?: AnomalyKind[];
  lines: string[];
}

const bad: Case[] = [
  {
    what: 'two writes from the same rev',
    kind: 'lost-update',
    history: { ops: [acked(0, [1, 2], 1, 'a9b1'), acked(1, [1.5, 2.5], 1, 'b2c4')], final: seen(2, 'b2c4') },
    lines: [
      '1.000–2.000 ms  P0 write rev 1→2 ok  (token a9b1)',
      '1.500–2.500 ms  P1 write rev 1→2 ok  (token b2c4)',
    ],
  },
  {
    what: 'an unacknowledged write that took effect beside an acknowledged one',
    kind: 'lost-update',
    history: { ops: [acked(0, [1, 2], 1, 'a'), uncertain(1, [1, null], 1, 'b')], final: seen(2, 'b') },
    lines: [
      '1.000–2.000 ms  P0 write rev 1→2 ok  (token a)',
      '1.000–… ms  P1 write rev 1→? never returned  (token b)',
    ],
  },
  {
    what: 'unconditional writes that took the same rev',
    kind: 'duplicate-rev',
    history: { ops: [acked(0, [1, 2], null, 'a', 2), acked(1, [1, 2], null, 'b', 2)], final: seen(2, 'b') },
    lines: [
      '1.000–2.000 ms  P0 write any rev→2 ok  (token a)',
      '1.000–2.000 ms  P1 write any rev→2 ok  (token b)',
    ],
  },
  {
    what: 'a write that took the rev of the start',
    kind: 'duplicate-rev',
    history: { ops: [acked(0, [1, 2], null, 'a', 1)], final: seen(1, 'a') },
    lines: ['before all  start rev 1  (token start)', '1.000–2.000 ms  P0 write any rev→1 ok  (token a)'],
  },
  {
    what: 'a rev that nobody can have written',
    kind: 'rev-gap',
    history: { ops: [acked(0, [1, 2], 1, 'a'), acked(1, [3, 4], 3, 'b')] },
    lines: [
      '1.000–2.000 ms  P0 write rev 1→2 ok  (token a)',
      '3.000–4.000 ms  P1 write rev 3→4 ok  (token b)',
    ],
  },
  {
    what: 'a gap whose only candidate began too late',
    kind: 'rev-gap',
    history: { ops: [acked(0, [3, 4], 2, 'b'), uncertain(1, [5, null], 1, 'late')] },
    lines: ['before all  start rev 1  (token start)', '3.000–4.000 ms  P0 write rev 2→3 ok  (token b)'],
  },
  {
    what: 'a gap whose only unconditional candidate began too late',
    kind: 'rev-gap',
    history: { ops: [acked(0, [3, 4], 2, 'b'), uncertain(1, [5, null], null, 'late')] },
    lines: ['before all  start rev 1  (token start)', '3.000–4.000 ms  P0 write rev 2→3 ok  (token b)'],
  },
  {
    what: 'a write that jumped',
    kind: 'rev-gap',
    history: { ops: [acked(0, [1, 2], 1, 'a', 5)] },
    lines: ['1.000–2.000 ms  P0 write rev 1→5 ok  (token a)'],
  },
  {
    what: 'a write that did not advance',
    kind: 'rev-rollback',
    also: ['duplicate-rev'],
    history: { ops: [acked(0, [1, 2], 1, 'a', 1)], final: seen(1, 'a') },
    lines: ['1.000–2.000 ms  P0 write rev 1→1 ok  (token a)'],
  },
  {
    what: 'a write below the rev of the start',
    kind: 'rev-rollback',
    also: ['real-time-order'],
    history: { initial: seen(3, 'start'), ops: [acked(0, [1, 2], null, 'a', 2)] },
    lines: ['before all  start rev 3  (token start)', '1.000–2.000 ms  P0 write any rev→2 ok  (token a)'],
  },
  {
    what: 'the overwritten document in the end',
    kind: 'resurrected-write',
    history: { ops: [acked(0, [1, 2], 1, 'a'), acked(1, [3, 4], 2, 'b')], final: seen(2, 'a') },
    lines: [
      '1.000–2.000 ms  P0 write rev 1→2 ok  (token a)',
      '3.000–4.000 ms  P1 write rev 2→3 ok  (token b)',
      'after all  final read rev 2  (token a)',
    ],
  },
  {
    what: 'an old document under a new rev',
    kind: 'resurrected-write',
    // The later read of its real rev is not stale: nothing newer was there.
    history: {
      ops: [acked(0, [1, 2], 1, 'a'), read(1, [3, 4], seen(3, 'a')), read(1, [5, 6], seen(2, 'a'))],
    },
    lines: ['1.000–2.000 ms  P0 write rev 1→2 ok  (token a)', '3.000–4.000 ms  P1 read rev 3  (token a)'],
  },
  {
    what: 'a read older than an acknowledgement',
    kind: 'stale-read',
    history: { ops: [acked(0, [1, 2], 1, 'a'), read(1, [2.5, 3], seen(1, 'start'))] },
    lines: ['1.000–2.000 ms  P0 write rev 1→2 ok  (token a)', '2.500–3.000 ms  P1 read rev 1  (token start)'],
  },
  {
    what: 'a read older than another read, while the write is still running',
    kind: 'stale-read',
    history: {
      ops: [acked(0, [1, 9], 1, 'a'), read(1, [2, 3], seen(2, 'a')), read(2, [4, 5], seen(1, 'start'))],
    },
    lines: ['2.000–3.000 ms  P1 read rev 2  (token a)', '4.000–5.000 ms  P2 read rev 1  (token start)'],
  },
  {
    what: 'a later write that took an earlier rev',
    kind: 'real-time-order',
    history: { ops: [acked(0, [1, 2], null, 'a', 3), acked(1, [3, 4], null, 'b', 2)] },
    lines: [
      '1.000–2.000 ms  P0 write any rev→3 ok  (token a)',
      '3.000–4.000 ms  P1 write any rev→2 ok  (token b)',
    ],
  },
  {
    what: 'tasks that do not match their digest',
    kind: 'torn-read',
    history: { ops: [acked(0, [1, 2], 1, 'a'), read(1, [1, 2], seen(2, 'a', false))] },
    lines: ['1.000–2.000 ms  P1 read rev 2 torn  (token a)'],
  },
  {
    what: 'a file that could not be understood',
    kind: 'torn-read',
    history: { ops: [readFailed(1, [1, 2], 'INVALID_DOCUMENT')] },
    lines: ['1.000–2.000 ms  P1 read failed INVALID_DOCUMENT “unreadable”'],
  },
  {
    what: 'a file that a parser refused with an error of its own, without a code',
    kind: 'torn-read',
    history: { ops: [readFailed(1, [1, 2], 'NO_CODE')] },
    lines: ['1.000–2.000 ms  P1 read failed NO_CODE “unreadable”'],
  },
  {
    what: 'a writer that could not understand the file',
    kind: 'torn-read',
    history: { ops: [uncertain(1, [1, 2], 1, 'a', 'INVALID_DOCUMENT')] },
    lines: ['1.000–2.000 ms  P1 write rev 1→? INVALID_DOCUMENT “disk trouble”  (token a)'],
  },
  {
    what: 'a document that was gone',
    kind: 'torn-read',
    history: { ops: [read(1, [1, 2], null)] },
    lines: ['before all  start rev 1  (token start)', '1.000–2.000 ms  P1 read no document'],
  },
  {
    what: 'a document that was gone after its first write',
    kind: 'torn-read',
    history: { initial: null, ops: [acked(0, [1, 2], 0, 'a'), read(1, [3, 4], null)] },
    lines: ['1.000–2.000 ms  P0 write rev 0→1 ok  (token a)', '3.000–4.000 ms  P1 read no document'],
  },
  {
    what: 'a document that is gone in the end',
    kind: 'torn-read',
    history: { initial: null, ops: [acked(0, [1, 2], 0, 'a')], final: null },
    lines: ['1.000–2.000 ms  P0 write rev 0→1 ok  (token a)', 'after all  final read no document'],
  },
  {
    what: 'a token that nobody wrote',
    kind: 'phantom',
    history: { ops: [read(1, [1, 2], seen(2, 'nobody'))] },
    lines: ['1.000–2.000 ms  P1 read rev 2  (token nobo…)'],
  },
  {
    what: 'a document without a token in the end',
    kind: 'phantom',
    history: { ops: [acked(0, [1, 2], 1, 'a')], final: seen(2, null) },
    lines: ['after all  final read rev 2  (no token)'],
  },
  {
    what: 'a refusal while the expected rev was current',
    kind: 'false-conflict',
    history: { ops: [acked(0, [1, 2], 1, 'a'), refused(1, [3, 4], 2, 'b', 1), acked(2, [5, 6], 2, 'c')] },
    lines: [
      '1.000–2.000 ms  P0 write rev 1→2 ok  (token a)',
      '3.000–4.000 ms  P1 write rev 2 refused CONFLICT “Conflict detected: expected rev 2, found 1”  (token b)',
      '5.000–6.000 ms  P2 write rev 2→3 ok  (token c)',
    ],
  },
  {
    what: 'a refusal before a read that still saw the expected rev',
    kind: 'false-conflict',
    history: {
      ops: [acked(0, [1, 9], 1, 'a'), refused(1, [2, 4], 1, 'b', 2), read(2, [5, 6], seen(1, 'start'))],
    },
    lines: [
      'before all  start rev 1  (token start)',
      '2.000–4.000 ms  P1 write rev 1 refused CONFLICT “Conflict detected: expected rev 1, found 2”  (token b)',
      '5.000–6.000 ms  P2 read rev 1  (token start)',
    ],
  },
  {
    what: 'two refusals that contradict one another',
    kind: 'false-conflict',
    history: {
      ops: [acked(0, [1, 9], 1, 'a'), refused(1, [2, 3], 1, 'b', 2), refused(2, [4, 5], 2, 'c', 1)],
    },
    lines: [
      '2.000–3.000 ms  P1 write rev 1 refused CONFLICT “Conflict detected: expected rev 1, found 2”  (token b)',
      '4.000–5.000 ms  P2 write rev 2 refused CONFLICT “Conflict detected: expected rev 2, found 1”  (token c)',
    ],
  },
  {
    what: 'an unconditional write refused',
    kind: 'false-conflict',
    history: { ops: [refused(1, [3, 4], null, 'b', 1)] },
    lines: [
      '3.000–4.000 ms  P1 write any rev refused CONFLICT “Conflict detected: expected rev null, found 1”  (token b)',
    ],
  },
  {
    what: 'a refused write that happened',
    kind: 'committed-but-errored',
    history: { ops: [locked(0, [1, 2], 1, 'a'), read(1, [3, 4], seen(2, 'a'))], final: seen(2, 'a') },
    lines: [
      '1.000–2.000 ms  P0 write rev 1 refused LOCKED “locked”  (token a)',
      '3.000–4.000 ms  P1 read rev 2  (token a)',
    ],
  },
  {
    what: 'another error of a write that happened, which is legal',
    kind: 'error-after-commit',
    history: { ops: [uncertain(0, [1, 2], 1, 'a', 'IO')], final: seen(2, 'a') },
    lines: [
      '1.000–2.000 ms  P0 write rev 1→? IO “disk trouble”  (token a)',
      'after all  final read rev 2  (token a)',
    ],
  },
];

describe('checkHistory names each anomaly with its smallest witness', () => {
  it.each(bad)('$kind: $what', ({ kind, also = [], history: written, lines }) => {
    const anomalies = checkHistory(history(written));
    expect(new Set(anomalies.map((anomaly) => anomaly.kind))).toEqual(new Set([kind, ...also]));
    const anomaly = anomalies.find((one) => one.kind === kind);
    expect(anomaly?.witnesses[0]?.lines).toEqual(lines);
    expect(anomaly?.severity).toBe(kind === 'error-after-commit' ? 'notice' : 'violation');
  });
});

describe('checkHistory', () => {
  it('keeps the first three proofs of a kind and counts all', () => {
    const ops = Array.from({ length: 20 }, (_, i) => acked(i, [i, i + 40], 1, `token-${i}`));
    const [anomaly] = checkHistory(history({ ops, final: seen(2, 'token-3') }));
    expect(anomaly).toMatchObject({ kind: 'lost-update', total: 19 });
    expect(anomaly?.witnesses).toHaveLength(3);
  });

  it('tells tokens with the same head apart', () => {
    const ops = [acked(0, [1, 2], 1, 'round-1-a-xyz'), acked(1, [1, 2], 1, 'round-1-b-xyz')];
    const [anomaly] = checkHistory(history({ ops }));
    expect(anomaly?.witnesses[0]?.lines.map((line) => line.slice(line.indexOf('(')))).toEqual([
      '(token round-1-a…)',
      '(token round-1-b…)',
    ]);
  });

  it.each([
    ['a token of two attempts', [acked(0, [1, 2], 1, 'a'), acked(1, [3, 4], 2, 'a')]],
    ['a completion before the invocation', [acked(0, [3, 2], 1, 'a')]],
    ['an acknowledgement that never came', [write(0, [1, null], 1, 'a', { type: 'ok', rev: 2 })]],
  ])('refuses an impossible record: %s', (_, ops) => {
    expect(() => checkHistory(history({ ops }))).toThrow(/unsound/);
  });
});
