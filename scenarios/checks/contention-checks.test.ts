// Each check over histories, watched passing on a sound one, failing on a broken one, and saying unknown when
// there was nothing to look at. The anomalies themselves have their tests beside the history checker.
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../results/facts/facts.js';
import type { HistoryFact } from '../../results/vocabulary/history.js';
import type { Check } from '../scenario.js';
import { contentionMeasures } from './contention-measures.js';
import { survey } from './contention-survey.js';
import { exactConflicts } from './exact-conflicts.js';
import {
  acked,
  history,
  locked,
  read,
  readFailed,
  refused,
  seen,
  uncertain,
  write,
} from './history/testing/written-history.js';
import { linearizable } from './linearizable.js';
import { noClientErrors } from './no-client-errors.js';
import { noCorruption } from './no-corruption.js';
import { noLostUpdate } from './no-lost-update.js';
import { oneWinner } from './single-winner.js';

/** Two writers that meet, a true conflict, and everything read back. */
const soundOps = [
  acked(0, [1, 3], 1, 'a'),
  refused(1, [2, 4], 1, 'b', 2),
  read(1, [5, 6], seen(2, 'a')),
  acked(1, [7, 9], 2, 'c'),
  locked(0, [8, 8.5], 2, 'd'),
];
const sound = history({ ops: soundOps });
const lostUpdate = history({ ops: [acked(0, [1, 3], 1, 'a'), acked(1, [2, 4], 1, 'b')] });
const staleRead = history({ ops: [...soundOps, read(2, [10, 11], seen(2, 'a'))] });
const tornRead = history({ ops: [...soundOps, read(2, [8, 9], seen(3, 'c', false))] });
const falseConflict = history({ ops: [...soundOps, refused(2, [10, 11], 3, 'e', 2)] });
const badMessage = history({
  ops: [...soundOps, write(2, [10, 11], 2, 'e', { type: 'fail', code: 'CONFLICT', message: 'rev mismatch' })],
});
const clientError = history({ ops: [...soundOps, uncertain(2, [10, 11], 3, 'e', 'ENOENT')] });

const contended = [noLostUpdate, noCorruption, linearizable, exactConflicts, noClientErrors] as const;

/** Which of the checks fail on which broken history, and no other does. */
const guilty: [name: string, fact: HistoryFact, failing: Check[]][] = [
  ['a lost update', lostUpdate, [noLostUpdate]],
  ['a stale read', staleRead, [linearizable]],
  ['a torn read', tornRead, [noCorruption]],
  ['a read that failed', history({ ops: [...soundOps, readFailed(2, [8, 9], 'EIO')] }), [noClientErrors]],
  [
    'a read that ended in a parser’s error without a code',
    history({ ops: [...soundOps, readFailed(2, [8, 9], 'NO_CODE')] }),
    [noCorruption, noClientErrors],
  ],
  ['a false conflict', falseConflict, [exactConflicts]],
  ['a message in other words', badMessage, [exactConflicts]],
  ['an error that is no refusal', clientError, [noClientErrors]],
  [
    'a refused write that happened',
    history({ ops: [...soundOps, read(2, [10, 11], seen(4, 'd'))], final: seen(4, 'd') }),
    // Its expected rev was overtaken as well, so the chain breaks with it.
    [noLostUpdate, exactConflicts],
  ],
  [
    'an unreadable end',
    history({ ops: soundOps, final: { type: 'fail', code: 'ENOENT', message: 'gone' } }),
    [noCorruption],
  ],
];

describe('what reads are refused with', () => {
  it.each([
    ['NO_CODE', 'fail'],
    ['INVALID_DOCUMENT', 'fail'],
    ['BAD_YAML', 'fail'],
    ['LOCKED', 'pass'],
    ['LOCK_LOST', 'pass'],
    ['IO', 'pass'],
    ['CLOSED', 'pass'],
    ['INVALID_ARGUMENT', 'pass'],
    ['ENOENT', 'pass'],
    ['EIO', 'pass'],
    ['Unknown system error -116', 'pass'],
    ['ERR_INVALID_ARG_TYPE', 'pass'],
  ])('%s is a torn read: %s', (code, verdict) => {
    const fact = history({ ops: [...soundOps, readFailed(2, [8, 9], code)] });
    expect(noCorruption.judge([fact]).verdict).toBe(verdict);
  });

  it('is shown in the strategy’s own words', () => {
    const fact = history({ ops: [...soundOps, readFailed(2, [8, 9], 'NO_CODE')] });
    const [proof] = noCorruption.judge([fact]).evidence;
    expect(proof?.description).toBe('The document could not be understood (unreadable).');
  });

  it('is never a pass where most operations ended so', () => {
    const errors = Array.from({ length: 6 }, (_, i) => readFailed(2, [12 + i, 12.5 + i], 'EIO'));
    const fact = history({ ops: [...soundOps, ...errors] });
    for (const check of [noCorruption, noLostUpdate, linearizable, exactConflicts]) {
      expect([check.id, check.judge([fact]).verdict]).toEqual([check.id, 'unknown']);
    }
  });
});

describe('checks over contended histories', () => {
  it.each(contended)('$id passes a sound history and says how much it saw', (check) => {
    const { verdict, coverage, evidence } = check.judge([sound]);
    expect({ verdict, evidence }).toEqual({ verdict: 'pass', evidence: [] });
    expect(coverage.n).toBeGreaterThan(0);
    expect(coverage.failureRateBelow).toBeCloseTo(1 - 0.05 ** (1 / coverage.n), 12);
  });

  it.each(guilty)('%s fails just the checks that are about it', (_, fact, failing) => {
    const failed = contended.filter((check) => check.judge([fact]).verdict === 'fail');
    expect(failed.map(({ id }) => id)).toEqual(failing.map(({ id }) => id));
    for (const check of failing) {
      const { evidence, coverage } = check.judge([fact]);
      expect(evidence[0]?.witness.length).toBeGreaterThan(0);
      expect(coverage.failureRateBelow).toBeNull();
    }
  });

  it.each(contended)('$id judges every history of a case', (check) => {
    const broken = guilty.find(([, , failing]) => failing.some(({ id }) => id === check.id))?.[1];
    expect(broken).toBeDefined();
    if (broken !== undefined) expect(check.judge([sound, broken]).verdict).toBe('fail');
  });
});

const alone = [acked(0, [1, 2], 1, 'a'), acked(1, [3, 4], 2, 'b'), refused(0, [5, 6], 1, 'c', 3)];
const vacuous: [why: string, facts: Fact[], summary: RegExp][] = [
  ['no history', [], /no history/i],
  [
    'no acknowledgement',
    [history({ ops: [locked(0, [1, 3], 1, 'a'), locked(1, [2, 4], 1, 'b')] })],
    /no write/i,
  ],
  ['no overlap', [history({ ops: alone })], /overlap/],
  ['no final read', [history({ ops: soundOps, final: { type: 'info', reason: 'hung' } })], /final read/],
  [
    'a final read that met a lock',
    [history({ ops: soundOps, final: { type: 'fail', code: 'LOCKED', message: 'locked' } })],
    /final read failed with LOCKED/,
  ],
];

describe('checks over histories that prove nothing', () => {
  it.each(vacuous)('with %s all are unknown', (_, facts, summary) => {
    for (const check of [...contended, contentionMeasures]) {
      const judgement = check.judge(facts);
      expect([check.id, judgement.verdict]).toEqual([check.id, 'unknown']);
      expect(judgement.summary).toMatch(summary);
      expect(judgement.coverage.failureRateBelow).toBeNull();
    }
  });

  it('a failure with its witness stands all the same', () => {
    const fact = history({ ops: [acked(0, [1, 2], 1, 'a'), acked(1, [3, 4], 1, 'b')] });
    expect(noLostUpdate.judge([fact]).verdict).toBe('fail');
  });

  it('conflicts are unknown when none was met or the chain of revs is broken', () => {
    const none = history({ ops: [acked(0, [1, 3], 1, 'a'), locked(1, [2, 4], 1, 'b')] });
    expect(exactConflicts.judge([none])).toMatchObject({ verdict: 'unknown', summary: /No write/ });
    const broken = history({ ops: [...soundOps, acked(2, [10, 11], 2, 'twice')] });
    expect(exactConflicts.judge([broken])).toMatchObject({ verdict: 'unknown', summary: /broken/ });
  });
});

describe('exact-conflicts', () => {
  it.each([
    ['the expected rev of somebody else', 'Conflict detected: expected rev 7, found 3', /names 7/],
    ['the expected rev as the found one', 'Conflict detected: expected rev 2, found 2', /very rev 2/],
    ['a rev older than one acknowledged', 'Conflict detected: expected rev 2, found 1', /found rev 1/],
  ])('refuses a message with %s', (_, message, description) => {
    const wrong = write(2, [10, 11], 2, 'e', { type: 'fail', code: 'CONFLICT', message });
    const { verdict, evidence } = exactConflicts.judge([history({ ops: [...soundOps, wrong] })]);
    expect(verdict).toBe('fail');
    expect(evidence[0]).toMatchObject({ anomaly: 'inexact-message', description });
  });

  it('tells writes that happened in spite of an error, and holds them against nobody', () => {
    const ops = [...soundOps, uncertain(2, [10, 11], 3, 'e', 'IO')];
    const { verdict, coverage } = exactConflicts.judge([history({ ops, final: seen(4, 'e') })]);
    expect(verdict).toBe('pass');
    expect(coverage.note).toMatch(/^1 write took effect although/);
  });
});

describe('no-client-errors', () => {
  it('groups by code', () => {
    const ops = [
      ...soundOps,
      readFailed(2, [8, 9], 'ENOENT'),
      uncertain(2, [10, 11], 3, 'e', 'ENOENT'),
      uncertain(3, [10, 11], 3, 'f', 'IO'),
      uncertain(4, [10, null], 3, 'g', null),
      readFailed(2, [12, 13], 'LOCKED'),
    ];
    const { summary, evidence } = noClientErrors.judge([history({ ops })]);
    expect(summary).toBe('2 × ENOENT, 1 × IO in 10 operations');
    expect(evidence.map(({ description }) => description)).toEqual([
      '2 operations failed with ENOENT.',
      '1 operation failed with IO.',
    ]);
  });
});

describe('one-winner', () => {
  const winner = history({
    ops: [acked(0, [1, 3], 1, 'a'), locked(1, [1, 2], 1, 'b'), refused(2, [2, 4], 1, 'c', 2)],
  });

  it('passes when one is acknowledged in each round', () => {
    expect(oneWinner.judge([winner, winner])).toMatchObject({ verdict: 'pass', coverage: { n: 2 } });
  });

  it.each([
    ['several-winners', lostUpdate],
    ['no-winner', history({ ops: [locked(0, [1, 3], 1, 'a'), locked(1, [2, 4], 1, 'b')] })],
    [
      'winner-lost',
      history({ ops: [acked(0, [1, 3], 1, 'a'), locked(1, [1, 2], 1, 'b')], final: seen(1, 'start') }),
    ],
  ])('fails with %s', (anomaly, round) => {
    const { verdict, evidence } = oneWinner.judge([winner, round]);
    expect(verdict).toBe('fail');
    expect(evidence[0]).toMatchObject({ anomaly });
  });

  it.each([
    ['no round', []],
    ['no writes that met', [history({ ops: [acked(0, [1, 2], 1, 'a'), locked(1, [3, 4], 1, 'b')] })]],
    ['a single write', [winner, history({ ops: [acked(0, [1, 3], 1, 'a')] })]],
    ['no final read', [{ ...winner, final: { type: 'info' as const, reason: 'hung' } }]],
  ])('is unknown with %s', (_, rounds) => {
    expect(oneWinner.judge(rounds).verdict).toBe('unknown');
  });

  it('decides nothing on a write that was neither acknowledged nor refused', () => {
    const round = history({ ops: [acked(0, [1, 3], 1, 'a'), uncertain(1, [1, null], 1, 'b')] });
    expect(oneWinner.judge([winner, round]).verdict).toBe('unknown');
  });
});

describe('contention-measures', () => {
  it('measures what the history shows', () => {
    const ops = [
      acked(0, [0, 10], 1, 'a'),
      acked(1, [0, 20], 2, 'b'),
      acked(0, [10, 30], 3, 'c'),
      acked(1, [20, 100], 4, 'd'),
    ];
    const { verdict, metrics } = contentionMeasures.judge([history({ ops })]);
    expect(verdict).toBe('pass');
    // Until actor 0 is done at 30 ms it had two acknowledgements and actor 1 one: (2 + 1)² / (2 · (4 + 1)).
    expect(Object.fromEntries(metrics.map(({ name, value }) => [name, value]))).toEqual({
      writers: 2,
      throughput: 40,
      'latency-median': 20,
      'tries-per-write': 1,
      fairness: 0.9,
      'longest-wait': 80,
    });
  });
});

describe('overlapping operations', () => {
  it.each([
    ['touching ends meet', [acked(0, [1, 2], 1, 'a'), acked(1, [2, 3], 2, 'b')], 1],
    ['apart', [acked(0, [1, 2], 1, 'a'), acked(1, [2.5, 3], 2, 'b')], 0],
    ['the same actor', [acked(0, [1, 4], 1, 'a'), acked(0, [2, 3], 2, 'b')], 0],
    ['two reads', [read(0, [1, 4], seen(1, 'start')), read(1, [2, 3], seen(1, 'start'))], 0],
    ['a read and a write', [read(0, [1, 4], seen(1, 'start')), acked(1, [2, 3], 1, 'b')], 1],
    ['one that never returned', [uncertain(0, [1, null], 1, 'a'), acked(1, [9, 10], 1, 'b')], 1],
    ['three at once', [1, 2, 3].map((actor) => acked(actor, [actor, 9], actor, `t${actor}`)), 3],
  ])('%s', (_, ops, pairs) => {
    expect(survey([history({ ops })]).overlaps).toBe(pairs);
  });
});

it('counts a history once, however many checks ask about it', () => {
  const fact = history({ ops: [acked(0, [1, 2], 1, 'a'), acked(1, [2, 3], 2, 'b')] });
  let looks = 0;
  const watched = Object.defineProperty({ ...fact }, 'ops', {
    get: () => {
      looks += 1;
      return fact.ops;
    },
  });
  const first = survey([watched]);
  expect(looks).toBeGreaterThan(0);
  looks = 0;
  expect(survey([watched])).toEqual(first);
  expect(looks).toBe(0);
});
