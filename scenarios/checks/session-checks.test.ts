import { describe, expect, test } from 'vitest';
import type { CallOutcome, SessionFact, SessionStep } from '../../results/facts/session-fact.js';
import type { TaskFile } from '../../strategies/strategy.js';
import type { Check } from '../scenario.js';
import { allInOrder } from './all-in-order.js';
import { cost } from './cost.js';
import { dataIntact } from './data-intact.js';
import { exactMessage } from './exact-message.js';
import { foreignSurvives } from './foreign-survives.js';
import { refusesBroken } from './refuses-broken.js';
import { staleRejected } from './stale-rejected.js';

const LONG_AGO = '1999-12-31T23:59:59.999Z';
const NOW = '2026-01-01T00:00:00.000Z';

function next(token: string, extra: object = {}): TaskFile {
  const tasks = [{ id: 't1', title: 'yes', nested: { list: [1, null] } }];
  return { version: 1, rev: 4711, updated_at: LONG_AGO, tasks, holdfast: { token }, ...extra };
}

const stored = (document: TaskFile, rev: number): TaskFile => ({ ...document, rev, updated_at: NOW });
const ok = (value: unknown): CallOutcome => ({ type: 'ok', value });
const error = (code: string, message = code): CallOutcome => ({ type: 'error', code, message });

function write(
  label: string,
  document: TaskFile,
  expectedRev: number | null,
  outcome: CallOutcome,
): SessionStep {
  return { action: 'write', label, input: { next: document, expectedRev }, outcome, durationNs: 1e6 };
}

function read(label: string, outcome: CallOutcome): SessionStep {
  return { action: 'read', label, input: null, outcome, durationNs: 1e6 };
}

const session = (...steps: SessionStep[]): SessionFact => ({ kind: 'session', steps });
const observe = (label: string, observed: unknown): SessionStep => ({ action: 'observe', label, observed });

function replaced(fact: SessionFact, label: string, outcome: CallOutcome): SessionFact {
  const steps = fact.steps.map((step) =>
    step.label === label && step.action !== 'observe' ? { ...step, outcome } : step,
  );
  return { kind: 'session', steps };
}

const verdict = (check: Check, ...facts: SessionFact[]): string => check.judge(facts).verdict;

const rich = next('b', { x_team: { owner: 'ops' } });
const roundTrip = session(
  read('absent', ok(null)),
  write('first write', next('a'), 0, ok(stored(next('a'), 1))),
  read('first read', ok(stored(next('a'), 1))),
  write('rich write', rich, 1, ok(stored(rich, 2))),
  read('rich read', ok(stored(rich, 2))),
  write(
    'write back what was read',
    stored(rich, 2),
    2,
    ok({ ...rich, rev: 3, updated_at: '2026-01-02T00:00:00.000Z' }),
  ),
  read('read after write back', ok({ ...rich, rev: 3, updated_at: '2026-01-02T00:00:00.000Z' })),
  write('write into absent directories', next('c'), 0, ok(stored(next('c'), 1))),
  read('read from the new directory', ok(stored(next('c'), 1))),
  read('read behind the symlink', ok(stored(next('d'), 2))),
  observe('symlink', { mode: 0o600, stillSymlink: true }),
);

describe('data-intact', () => {
  test('passes a faithful store, and says unknown of an empty or unfinished record', () => {
    expect(verdict(dataIntact, roundTrip)).toBe('pass');
    expect(verdict(dataIntact)).toBe('unknown');
    expect(verdict(dataIntact, session(...roundTrip.steps.slice(0, 3)))).toBe('unknown');
  });

  test.each([
    ['absent', ok(stored(next('a'), 0))],
    ['first read', ok(null)],
    ['first read', error('IO')],
    ['rich read', ok({ ...stored(rich, 2), tasks: [] })],
    ['rich read', ok({ ...stored(rich, 2), rev: 3 })],
    ['rich read', ok({ ...stored(rich, 2), version: 2 })],
    ['rich write', ok({ ...stored(rich, 2), updated_at: LONG_AGO })],
    ['rich write', ok({ ...stored(rich, 2), updated_at: 'yesterday' })],
  ])('fails when "%s" answers %j', (label, outcome) => {
    expect(verdict(dataIntact, replaced(roundTrip, label, outcome))).toBe('fail');
  });
});

describe('foreign-survives', () => {
  test('passes when everything unknown is still there', () => {
    expect(verdict(foreignSurvives, roundTrip)).toBe('pass');
    expect(verdict(foreignSurvives)).toBe('unknown');
  });

  test.each([
    ['a dropped field of the document', replaced(roundTrip, 'rich read', ok({ ...next('b'), rev: 2 }))],
    [
      'a changed field of a task',
      replaced(roundTrip, 'rich read', ok({ ...stored(rich, 2), tasks: [{ id: 't1', title: true }] })),
    ],
    [
      'a write that missed the file behind the symlink',
      replaced(roundTrip, 'read behind the symlink', ok(stored(next('d'), 1))),
    ],
    ['a changed mode', session(...roundTrip.steps, observe('symlink', { mode: 0o644, stillSymlink: true }))],
    [
      'a replaced symlink',
      session(...roundTrip.steps, observe('symlink', { mode: 0o600, stillSymlink: false })),
    ],
  ])('fails on %s', (_what, fact) => {
    expect(verdict(foreignSurvives, fact)).toBe('fail');
  });
});

describe('refuses-broken', () => {
  const refused = session(
    read('read: not YAML', error('INVALID_DOCUMENT')),
    write('unconditional write over: not YAML', next('a'), null, error('INVALID_DOCUMENT')),
    observe('file after: not YAML', { before: 'x: [', after: 'x: [' }),
  );

  test('passes refusals, and is unknown without any', () => {
    expect(verdict(refusesBroken, refused)).toBe('pass');
    expect(verdict(refusesBroken)).toBe('unknown');
  });

  test('asks a strategy that keeps nothing at the path only to leave it alone', () => {
    const elsewhere = (after: string) =>
      session(
        read('beside read: not YAML', ok(null)),
        write('beside unconditional write over: not YAML', next('a'), null, ok(stored(next('a'), 1))),
        observe('file after: not YAML', { before: 'x: [', after }),
      );
    expect(verdict(refusesBroken, elsewhere('x: ['))).toBe('pass');
    expect(verdict(refusesBroken, elsewhere('version: 1'))).toBe('fail');
  });

  test.each([
    ['an accepted read', replaced(refused, 'read: not YAML', ok(null))],
    ['an accepted write', replaced(refused, 'unconditional write over: not YAML', ok(stored(next('a'), 1)))],
    [
      'a file that changed',
      session(...refused.steps, observe('file after: x', { before: 'x: [', after: 'y' })),
    ],
    [
      'a file that is gone',
      session(...refused.steps, observe('file after: x', { before: 'x: [', after: null })),
    ],
  ])('fails on %s', (_what, fact) => {
    expect(verdict(refusesBroken, fact)).toBe('fail');
  });
});

describe('conflicts', () => {
  const conflicts = session(
    write('good: 0 to 1', next('a'), 0, ok(stored(next('a'), 1))),
    write(
      'stale: expected 0, found 1',
      next('b'),
      0,
      error('CONFLICT', 'Conflict detected: expected rev 0, found 1'),
    ),
    read('still: rev 1', ok(stored(next('a'), 1))),
  );
  const stale = 'stale: expected 0, found 1';

  test('both checks pass an honest store and are unknown without facts', () => {
    expect([verdict(staleRejected, conflicts), verdict(exactMessage, conflicts)]).toEqual(['pass', 'pass']);
    expect([verdict(staleRejected), verdict(exactMessage)]).toEqual(['unknown', 'unknown']);
  });

  test.each([
    ['an accepted stale write', replaced(conflicts, stale, ok(stored(next('b'), 2)))],
    ['a stale write rejected with another code', replaced(conflicts, stale, error('IO'))],
    ['a rejected good write', replaced(conflicts, 'good: 0 to 1', error('LOCKED'))],
    ['a document that a stale write changed', replaced(conflicts, 'still: rev 1', ok(stored(next('b'), 2)))],
  ])('stale-rejected fails on %s', (_what, fact) => {
    expect(verdict(staleRejected, fact)).toBe('fail');
  });

  test('a document that was never written was not changed by a stale write', () => {
    const poisoned = session(
      write('stale: absent document, expected 3', next('a'), 3, error('CONFLICT')),
      write('good: 0 to 1', next('a'), 0, error('CONFLICT')),
      write('stale: expected 0, found 1', next('b'), 0, error('CONFLICT')),
      read('still: rev 1', ok(null)),
    );
    const { evidence } = staleRejected.judge([poisoned]);
    expect(evidence.map(({ anomaly }) => anomaly)).toEqual(['rejected-good-write']);
  });

  test.each([
    'conflict detected: expected rev 0, found 1',
    'Conflict detected: expected rev 1, found 0',
    'Conflict detected: expected rev 0, found 1.',
  ])('exact-message fails on %j', (message) => {
    expect(verdict(exactMessage, replaced(conflicts, stale, error('CONFLICT', message)))).toBe('fail');
  });
});

describe('the sequential stress', () => {
  const writes = Array.from({ length: 100 }, (_, index) => {
    const document = next(`s${index}`);
    const rev = index + 1;
    return [
      write(`write ${rev}`, document, index, ok(stored(document, rev))),
      read(`read ${rev}`, ok(stored(document, rev))),
    ];
  });
  const hundred = session(...writes.flat());

  test('passes 100 writes in order and adds their time up', () => {
    expect(verdict(allInOrder, hundred)).toBe('pass');
    expect(cost.judge([hundred]).metrics).toEqual([
      { name: 'total', value: 100, unit: 'ms' },
      { name: 'per-write', value: 1, unit: 'ms' },
    ]);
  });

  test('is unknown without writes, and the cost is unknown with too few', () => {
    expect(verdict(allInOrder)).toBe('unknown');
    expect(verdict(cost, session(...hundred.steps.slice(0, 50)))).toBe('unknown');
    expect(verdict(cost, replaced(hundred, 'write 7', error('LOCKED')))).toBe('unknown');
  });

  test.each([
    ['a failed write', replaced(hundred, 'write 50', error('LOCKED'))],
    ['a wrong rev', replaced(hundred, 'write 50', ok(stored(next('s49'), 51)))],
    ['a write that the next reader does not see', replaced(hundred, 'read 50', ok(stored(next('s48'), 49)))],
  ])('fails on %s', (_what, fact) => {
    expect(verdict(allInOrder, fact)).toBe('fail');
  });
});
