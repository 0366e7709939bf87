// The checks of many calls of one store against sessions written by hand.
import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../results/facts/session-fact.js';
import { answered, observed, readBack, rejected, sessionOf, wrote } from '../testing/written-session.js';
import { callsTakeTurns } from './calls-take-turns.js';
import { closingLosesNothing } from './closing-loses-nothing.js';
import { freesResources } from './frees-resources.js';
import { programEnds } from './program-ends.js';

const next = (token: string) => ({ holdfast: { token } });
const stored = (token: string, rev: number): CallOutcome => answered({ ...next(token), rev });

describe('calls-take-turns', () => {
  const judged = (expectedRev: number | null, outcomes: CallOutcome[], final: CallOutcome) =>
    callsTakeTurns.judge([
      sessionOf(
        wrote('first', next('first'), stored('first', 1)),
        ...outcomes.map((outcome, index) =>
          wrote(`at once ${index + 1}`, next(`n${index + 1}`), outcome, expectedRev),
        ),
        readBack('read after', final),
      ),
    ]);
  const conflict = rejected('CONFLICT');

  test.each([
    ['in turn', null, [stored('n1', 2), stored('n2', 3)], stored('n2', 3), 'pass', null],
    ['in another order', null, [stored('n1', 3), stored('n2', 2)], stored('n1', 3), 'pass', null],
    ['one refused', null, [stored('n1', 2), rejected('LOCKED')], stored('n1', 2), 'pass', null],
    ['all the same rev', null, [stored('n1', 2), stored('n2', 2)], stored('n2', 2), 'fail', 'lost-update'],
    ['a rev left out', null, [stored('n1', 2), stored('n2', 4)], stored('n2', 4), 'fail', 'lost-update'],
    [
      'the last is not there',
      null,
      [stored('n1', 2), stored('n2', 3)],
      stored('n1', 2),
      'fail',
      'winner-lost',
    ],
    ['none', null, [rejected('LOCKED'), rejected('LOCKED')], stored('first', 1), 'fail', 'no-winner'],
    ['one winner', 1, [stored('n1', 2), conflict], stored('n1', 2), 'pass', null],
    ['two winners', 1, [stored('n1', 2), stored('n2', 3)], stored('n2', 3), 'fail', 'several-winners'],
  ] as const)('%s', (_, expectedRev, outcomes, final, verdict, anomaly) => {
    const judgement = judged(expectedRev, [...outcomes], final);
    expect([judgement.verdict, judgement.evidence[0]?.anomaly ?? null]).toEqual([verdict, anomaly]);
  });

  test('nothing recorded is unknown', () => {
    expect(callsTakeTurns.judge([sessionOf()]).verdict).toBe('unknown');
  });
});

describe('closing-loses-nothing', () => {
  const judged = (write: CallOutcome, read: CallOutcome, then: CallOutcome) =>
    closingLosesNothing.judge([
      sessionOf(
        wrote('write while closing', next('late'), write),
        readBack('read after closing', read),
        wrote('write of the next client', next('next'), then),
      ),
    ]);
  const [late, first, ok] = [stored('late', 2), stored('first', 1), stored('next', 3)];

  test.each([
    ['made', late, late, ok, 'pass', null],
    ['refused', rejected('CLOSED'), first, ok, 'pass', null],
    ['an error that leaves it open', rejected('IO'), late, ok, 'pass', null],
    ['acknowledged and lost', late, first, ok, 'fail', 'ack-before-commit'],
    ['refused and made', rejected('CLOSED'), late, ok, 'fail', 'committed-but-errored'],
    ['in the way of the next', rejected('CLOSED'), first, rejected('LOCKED'), 'fail', 'stuck-lock'],
  ] as const)('%s', (_, write, read, then, verdict, anomaly) => {
    const judgement = judged(write, read, then);
    expect([judgement.verdict, judgement.evidence[0]?.anomaly ?? null]).toEqual([verdict, anomaly]);
  });
});

describe('frees-resources', () => {
  const MIB = 1024 * 1024;
  const judged = (...seen: [descriptors: number | null, mebibytes: number][]) =>
    freesResources.judge([
      sessionOf(
        ...seen.map(([descriptors, mebibytes], index) =>
          observed(`resources ${index}`, { descriptors, heapBytes: mebibytes * MIB }),
        ),
      ),
    ]);

  test.each([
    [
      'steady',
      [
        [20, 30],
        [20, 30],
        [20, 30],
      ],
      'pass',
      null,
    ],
    [
      'more once',
      [
        [20, 30],
        [40, 60],
        [40, 60],
      ],
      'pass',
      null,
    ],
    [
      'one with each write',
      [
        [20, 30],
        [40, 30],
        [60, 30],
      ],
      'fail',
      'descriptor-leak',
    ],
    [
      'one with every fourth write',
      [
        [20, 30],
        [25, 30],
        [30, 30],
      ],
      'fail',
      'descriptor-leak',
    ],
    [
      'memory',
      [
        [20, 30],
        [20, 50],
        [20, 70],
      ],
      'fail',
      'memory-leak',
    ],
    [
      'descriptors can not be counted',
      [
        [null, 30],
        [null, 30],
        [null, 30],
      ],
      'pass',
      null,
    ],
    [
      'cut short',
      [
        [20, 30],
        [40, 30],
      ],
      'unknown',
      null,
    ],
  ] as const)('%s', (_, seen, verdict, anomaly) => {
    const judgement = judged(
      ...seen.map(([descriptors, heap]): [number | null, number] => [descriptors, heap]),
    );
    expect([judgement.verdict, judgement.evidence[0]?.anomaly ?? null]).toEqual([verdict, anomaly]);
  });
});

describe('program-ends', () => {
  test.each([
    [{ type: 'ended' }, 'pass'],
    [{ type: 'stays', afterMs: 3000, keptBy: ['Timeout'] }, 'fail'],
    [{ type: 'stays', afterMs: 3000, keptBy: [] }, 'fail'],
    [{ type: 'failed', reason: 'exit code 1' }, 'unknown'],
  ])('%j', (end, verdict) => {
    expect(programEnds.judge([sessionOf(observed('program', end))]).verdict).toBe(verdict);
  });
});
