// The checks of unusual documents against sessions written by hand: kept, refused, lost.
import { describe, expect, test } from 'vitest';
import type { SessionFact } from '../../results/facts/session-fact.js';
import { answered, observed, readBack, rejected, sessionOf, wrote } from '../testing/written-session.js';
import { keepsForeignValues } from './keeps-foreign-values.js';
import { keepsMode, keepsOwner } from './keeps-permissions.js';
import { keepsValues } from './keeps-values.js';
import { refusesDamaged } from './refuses-damaged.js';
import { revCountsOn } from './rev-counts-on.js';

const NOTHING = sessionOf();

describe('keeps-values', () => {
  const next = { version: 1, rev: 0, updated_at: '', tasks: [], ['__proto__']: { inner: 1 } };
  const stored = { ...next, rev: 1, updated_at: 'now' };
  const judged = (outcome: Parameters<typeof wrote>[2], read: Parameters<typeof readBack>[1] | null) =>
    keepsValues.judge([
      sessionOf(
        wrote('write document: key', next, outcome),
        ...(read === null ? [] : [readBack('read document: key', read)]),
      ),
    ]);

  test.each([
    ['kept', answered(stored), answered(stored), 'pass'],
    ['refused', rejected('INVALID_ARGUMENT'), answered(null), 'pass'],
    ['a field is gone', answered(stored), answered({ ...stored, ['__proto__']: undefined }), 'fail'],
    ['a field is new', answered(stored), answered({ ...stored, extra: 1 }), 'fail'],
    ['a document is gone', answered(stored), answered(null), 'fail'],
    ['unreadable', answered(stored), rejected('INVALID_DOCUMENT'), 'fail'],
    ['never read', answered(stored), null, 'unknown'],
  ] as const)('%s', (_, write, read, verdict) => {
    expect(judged(write, read).verdict).toBe(verdict);
  });

  test('`__proto__` counts as a field of its own', () => {
    const without = Object.fromEntries(Object.entries(stored).filter(([key]) => key !== '__proto__'));
    expect(judged(answered(stored), answered(without))).toMatchObject({
      verdict: 'fail',
      evidence: [{ anomaly: 'changed-data' }],
    });
  });

  test('nothing recorded is unknown', () => {
    expect(keepsValues.judge([NOTHING]).verdict).toBe('unknown');
  });
});

describe('keeps-foreign-values', () => {
  const judged = (kind: string, spelled: string, after: string) =>
    keepsForeignValues.judge([
      sessionOf(
        observed('foreign value: x', { name: 'x', kind, spelled, before: `x: ${spelled}\nrev: 1\n`, after }),
      ),
    ]);

  test.each([
    ['integer', '9007199254740993', 'x: 9007199254740993\nrev: 2\n', 'pass'],
    ['integer', '9007199254740993', '{"rev": 2, "x": 9007199254740993}', 'pass'],
    ['integer', '9007199254740993', 'x: 9007199254740992\nrev: 2\n', 'fail'],
    ['integer', '9007199254740993', 'x: "9007199254740993"\nrev: 2\n', 'fail'],
    ['integer', '9007199254740993', 'x: 9.007e15\nrev: 2\n', 'fail'],
    ['integer', '9007199254740993', 'rev: 2\n', 'fail'],
    // Refused: the file is as it was.
    ['integer', '9007199254740993', 'x: 9007199254740993\nrev: 1\n', 'pass'],
    ['number', '0.1', 'x: 1e-1\nrev: 2\n', 'pass'],
    ['number', '0.1', 'x: 0.10000000149\nrev: 2\n', 'fail'],
    ['instant', '2025-10-08', 'x: 2025-10-08T00:00:00.000Z\nrev: 2\n', 'pass'],
    ['instant', '2025-10-08', 'x: "2025-10-08"\nrev: 2\n', 'pass'],
    ['instant', '2025-10-08', 'x: {}\nrev: 2\n', 'fail'],
    ['text', '"007"', "x: '007'\nrev: 2\n", 'pass'],
    ['text', '"007"', 'x: 7\nrev: 2\n', 'fail'],
  ])('%s %s, then %j', (kind, spelled, after, verdict) => {
    expect(judged(kind, spelled, after).verdict).toBe(verdict);
  });

  test('a file of another kind is not looked at', () => {
    expect(keepsForeignValues.judge([NOTHING]).verdict).toBe('n/a');
  });
});

describe('refuses-damaged', () => {
  const whole = { version: 1, rev: 1, updated_at: 'now', tasks: [{ id: 'a' }] };
  const judged = (read: Parameters<typeof readBack>[1], after: string | null) =>
    refusesDamaged.judge([
      sessionOf(
        wrote('write whole document', whole, answered(whole)),
        readBack('read empty', read),
        wrote('write empty', whole, after === '' ? rejected('INVALID_DOCUMENT') : answered(whole)),
        observed('damaged: empty', { before: '', after }),
      ),
    ]);

  test.each([
    ['refused', rejected('INVALID_DOCUMENT'), '', 'pass'],
    ['read as absent', answered(null), '', 'fail'],
    ['written over', rejected('INVALID_DOCUMENT'), 'rev: 1', 'fail'],
    ['removed', rejected('INVALID_DOCUMENT'), null, 'fail'],
    ['restored from a journal, to the newest', answered(whole), 'rev: 2', 'pass'],
    ['restored from a backup that is older', answered({ ...whole, tasks: [] }), 'rev: 2', 'fail'],
  ] as const)('%s', (_, read, after, verdict) => {
    expect(judged(read, after).verdict).toBe(verdict);
  });

  test('a file of another kind is not looked at, and nothing is unknown', () => {
    expect(refusesDamaged.judge([NOTHING]).verdict).toBe('n/a');
    expect(refusesDamaged.judge([]).verdict).toBe('unknown');
  });
});

describe('rev-counts-on', () => {
  const at = (rev: number) => answered({ rev });
  const from255 = (...calls: SessionFact['steps']) =>
    revCountsOn.judge([sessionOf(observed('start rev', { rev: 255, seeded: true }), ...calls)]);
  const next = { rev: 0 };

  test.each([
    ['counted on', at(255), at(256), rejected('CONFLICT'), 'pass'],
    ['read as another', at(-1), at(256), rejected('CONFLICT'), 'fail'],
    ['written as another', at(255), at(0), rejected('CONFLICT'), 'fail'],
    ['a conflict with the rev that was read', at(255), rejected('CONFLICT'), null, 'fail'],
    ['a conflict when the read was refused', rejected('IO'), rejected('CONFLICT'), null, 'pass'],
    ['refused', at(255), rejected('REV_OUT_OF_RANGE'), null, 'pass'],
    ['a stale write accepted', at(255), at(256), at(257), 'fail'],
  ] as const)('%s', (_, read, write, stale, verdict) => {
    const judgement = from255(
      readBack('read at rev', read),
      wrote('write at rev', next, write, 255),
      ...(stale === null ? [] : [wrote('stale write', next, stale, 255)]),
    );
    expect(judgement.verdict).toBe(verdict);
  });

  test('a write beyond what can be counted', () => {
    const beyond = from255(readBack('read at rev', at(255)), wrote('write beyond', next, at(2 ** 53)));
    expect(beyond.verdict).toBe('fail');
  });

  test('does not apply where the rev is not in the file', () => {
    const unseeded = sessionOf(observed('start rev', { rev: 9, seeded: false }));
    expect(revCountsOn.judge([unseeded]).verdict).toBe('n/a');
  });
});

describe('keeps-mode and keeps-owner', () => {
  const before = { mode: 0o640, uid: 1, gid: 2 };
  const both = (after: object) =>
    sessionOf(observed('mode: 0640', { before, after }), observed('owner: 1:2', { before, after }));

  test.each([
    ['kept', before, 'pass', 'pass'],
    ['another mode', { ...before, mode: 0o600 }, 'fail', 'pass'],
    ['another user', { ...before, uid: 0 }, 'pass', 'fail'],
    ['another group', { ...before, gid: 0 }, 'pass', 'fail'],
  ])('%s', (_, after, mode, owner) => {
    expect([keepsMode, keepsOwner].map((check) => check.judge([both(after)]).verdict)).toEqual([mode, owner]);
  });

  test('do not apply without files, and are unknown without facts', () => {
    for (const check of [keepsMode, keepsOwner]) {
      expect([check.judge([NOTHING]).verdict, check.judge([]).verdict]).toEqual(['n/a', 'unknown']);
    }
  });
});
