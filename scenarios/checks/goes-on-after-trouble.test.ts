// Trouble with a file, told by hand: what may be answered, and what must be there afterwards.
import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../results/facts/session-fact.js';
import { answered, observed, readBack, rejected, sessionOf, wrote } from '../testing/written-session.js';
import { goesOnAfterTrouble } from './goes-on-after-trouble.js';

const at = (rev: number): CallOutcome => answered({ rev, holdfast: { token: `t${rev}` } });
const refused = rejected('INVALID_DOCUMENT');
const next = { rev: 0 };

interface Told {
  before: string | null;
  after: string | null;
  read: CallOutcome;
  write: CallOutcome;
  /** By another. */
  readSince?: CallOutcome;
  mended?: CallOutcome;
  mendedByAnother?: CallOutcome;
}

function judged({
  before,
  after,
  read,
  write,
  readSince = refused,
  mended = at(4),
  mendedByAnother = at(5),
}: Told) {
  return goesOnAfterTrouble.judge([
    sessionOf(
      wrote('write 3', next, at(3)),
      readBack('read in trouble', read),
      wrote('write in trouble', next, write),
      readBack('read in trouble by another', readSince),
      observed('trouble', { kind: 'spoiled', applies: true, before, after }),
      readBack('read when mended', at(3)),
      wrote('write when mended', next, mended),
      wrote('write when mended by another', next, mendedByAnother),
    ),
  ]);
}

const spoiled = { before: '[{', after: '[{', read: refused, write: refused };
const restored = { ...spoiled, after: 'x', read: at(3), write: at(4) };
const removed = { before: null, after: null, read: answered(null), write: at(1) };

describe('goes-on-after-trouble', () => {
  test.each([
    ['a spoiled file is refused', spoiled, 'pass', null],
    ['it is restored to the newest', restored, 'pass', null],
    ['and written on', { ...restored, readSince: at(4) }, 'pass', null],
    ['and the write on it is lost', { ...restored, readSince: at(3) }, 'fail', 'resurrected-write'],
    ['only another reads what was written', { ...spoiled, readSince: at(4) }, 'fail', 'resurrected-write'],
    ['it is written over', { ...spoiled, after: 'rev: 1' }, 'fail', 'overwritten-broken'],
    ['it counts as absent', { ...spoiled, read: answered(null) }, 'fail', 'accepted-broken'],
    ['a backup is read', { ...spoiled, read: at(2) }, 'fail', 'resurrected-write'],
    ['a removed file is absent', removed, 'pass', null],
    ['a removed file is refused', { ...removed, read: refused, write: refused }, 'pass', null],
    ['a removed file is restored to the newest', { ...removed, read: at(3) }, 'pass', null],
    ['a removed file is restored to an older one', { ...removed, read: at(2) }, 'fail', 'resurrected-write'],
    ['writes go on failing', { ...spoiled, mended: refused }, 'fail', 'rejected-good-write'],
    [
      'another client is kept out',
      { ...spoiled, mendedByAnother: rejected('LOCKED') },
      'fail',
      'rejected-good-write',
    ],
    ['revs begin anew', { ...spoiled, mended: at(1) }, 'fail', 'rejected-good-write'],
  ] as const)('%s', (_, told, verdict, anomaly) => {
    const judgement = judged(told);
    expect([judgement.verdict, judgement.evidence[0]?.anomaly ?? null]).toEqual([verdict, anomaly]);
  });

  test('a file of another kind is not looked at, and nothing is unknown', () => {
    const other = observed('trouble', { kind: 'spoiled', applies: false, before: null, after: null });
    expect(goesOnAfterTrouble.judge([sessionOf(other)]).verdict).toBe('n/a');
    expect(goesOnAfterTrouble.judge([]).verdict).toBe('unknown');
  });
});
