// What each check of I/O faults makes of one fault, one row each.
import { describe, expect, test } from 'vitest';
import type { FaultAnswer, IoFault, IoFaultsFact } from '../../../results/facts/io-faults-fact.js';
import { failsTyped } from './fails-typed.js';
import { faultConduct } from './fault-conduct.js';
import { keepsData } from './keeps-data.js';
import { keepsExclusion } from './keeps-exclusion.js';
import { noDescriptorLeak } from './no-descriptor-leak.js';
import { noIgnoredSync } from './no-ignored-sync.js';
import { noLitterAfterFault } from './no-litter-after-fault.js';
import { survivesFailedSync } from './survives-failed-sync.js';
import { worksAgain } from './works-again.js';

const checks = [
  keepsData,
  keepsExclusion,
  noIgnoredSync,
  worksAgain,
  noLitterAfterFault,
  noDescriptorLeak,
  failsTyped,
];
const seen = (rev: number, token: string, intact = true) => ({
  type: 'document' as const,
  observed: { rev, token, intact },
});
const rejected = (code: string | null) => ({ type: 'error' as const, code, message: 'refused' });
const done = (rev: number, token: string) => ({ type: 'ok' as const, rev, token });
const goodAfter = {
  fresh: seen(1, 'old'),
  sameStore: done(2, 'same-store'),
  newStore: done(3, 'new-store'),
  litter: [],
};

/** A write that a full disk refused, properly. */
const good: IoFault = {
  call: 'write',
  kind: 'write',
  nth: 1,
  operation: 'writeSync(tasks.yaml.tmp)',
  fault: 'ENOSPC',
  how: 'once',
  injected: 1,
  locked: true,
  removalsFailed: 0,
  sync: null,
  oldToken: 'old',
  newToken: 'new',
  answer: rejected('IO'),
  uncaught: null,
  after: goodAfter,
};
const fact = (fault: Partial<IoFault>, rest: Partial<IoFaultsFact> = {}): IoFaultsFact => ({
  kind: 'io-faults',
  by: 'node',
  distrust: null,
  calls: [{ call: 'write', operations: ['writeSync(tasks.yaml.tmp)'], locked: true }],
  faults: [{ ...good, ...fault }],
  descriptorLeaks: [],
  ...rest,
});
const later = (some: Partial<typeof goodAfter> | Record<string, unknown>): Pick<IoFault, 'after'> => ({
  after: { ...goodAfter, ...some } as IoFault['after'],
});
const sync = (next: 'rewritten' | 'retried' | 'nothing', of: 'file' | 'directory' = 'file') => ({
  kind: 'fsync',
  sync: { of, next },
});
const acked: Partial<IoFault> = { answer: done(2, 'new'), ...later({ fresh: seen(2, 'new') }) };
const read: Partial<IoFault> = { call: 'read', newToken: null };

/** One more caller of the same store. */
const company = (answer: FaultAnswer): Partial<IoFault> => ({
  how: 'lasting',
  beside: [{ token: 'beside', answer }],
});

/** The checks that fail, with their anomalies. */
function failures(given: IoFaultsFact): Record<string, string[]> {
  const judged = checks.map((check) => [check.id, check.judge([given])] as const);
  return Object.fromEntries(
    judged
      .filter(([, { verdict }]) => verdict === 'fail')
      .map(([id, { evidence }]) => [id, evidence.map(({ anomaly }) => anomaly)]),
  );
}

test('a write that is refused properly passes everything', () => {
  const given = fact({ kind: 'fsync', sync: { of: 'file', next: 'nothing' } });
  expect(checks.map((check) => check.judge([given]).verdict)).toEqual(checks.map(() => 'pass'));
});

test('where no sync could fail, nothing is said of failed syncs', () => {
  expect(noIgnoredSync.judge([fact({})]).verdict).toBe('n/a');
});

describe('innocent', () => {
  test.each<[string, Partial<IoFault>]>([
    ['it got over the fault', acked],
    ['refused, and done all the same', later({ fresh: seen(2, 'new') })],
    ['written again after a failed sync', { ...acked, ...sync('rewritten') }],
    ['a read that rejects', { ...read, answer: rejected('EIO') }],
    ['a read that gets over it', { ...read, answer: done(1, 'old') }],
    [
      'the removal of the lock was what failed',
      { ...later({ sameStore: rejected('LOCKED') }), removalsFailed: 1, kind: 'unlink' },
    ],
    ['the fault met the clearing up', { ...later({ litter: ['x.tmp'] }), injected: 2, how: 'lasting' }],
    ['all callers at once are refused', company(rejected('IO'))],
    ['another caller got over it', { ...company(done(2, 'beside')), ...later({ fresh: seen(2, 'beside') }) }],
    [
      'refused, and made after that of another caller',
      { ...company(done(2, 'beside')), ...later({ fresh: seen(3, 'new') }) },
    ],
    [
      'two acknowledged callers of one rev, of which one is there',
      { ...acked, ...company(done(2, 'beside')), ...later({ fresh: seen(2, 'beside') }) },
    ],
    ['a fault that was not met', { injected: 0, ...later({ fresh: { type: 'absent' } }) }],
  ])('%s', (_what, fault) => {
    expect(failures(fact(fault))).toEqual({});
  });
});

describe('guilty', () => {
  test.each<[string, Partial<IoFault>, Record<string, string[]>]>([
    [
      'acknowledged, and the old one is there',
      { ...acked, ...later({}) },
      { 'keeps-data': ['acknowledged-in-spite'] },
    ],
    [
      'acknowledged, and torn',
      { ...acked, ...later({ fresh: seen(2, 'new', false) }) },
      { 'keeps-data': ['acknowledged-in-spite'] },
    ],
    [
      'acknowledged as rev 1 anew',
      { ...acked, ...later({ fresh: seen(1, 'new') }) },
      { 'keeps-data': ['acknowledged-in-spite'] },
    ],
    [
      'another caller of the failed commit was acknowledged',
      company(done(2, 'beside')),
      { 'keeps-data': ['acknowledged-in-spite'] },
    ],
    [
      'of two acknowledged callers the later is not there',
      { ...acked, ...company(done(3, 'beside')) },
      { 'keeps-data': ['acknowledged-in-spite'] },
    ],
    [
      'with several callers the document is gone',
      { ...company(rejected('IO')), ...later({ fresh: { type: 'absent' } }) },
      { 'keeps-data': ['damaged-by-fault'] },
    ],
    [
      'another caller is never answered',
      { ...company({ type: 'hang', afterMs: 10_000 }), after: null },
      { 'works-again': ['hang-after-fault'] },
    ],
    ['the document is gone', later({ fresh: { type: 'absent' } }), { 'keeps-data': ['damaged-by-fault'] }],
    ['the document is torn', later({ fresh: seen(1, 'old', false) }), { 'keeps-data': ['damaged-by-fault'] }],
    [
      'the document is unreadable',
      later({ fresh: rejected('INVALID_DOCUMENT') }),
      { 'keeps-data': ['damaged-by-fault'] },
    ],
    [
      'a failing read taken for absence',
      { ...read, answer: { type: 'ok', rev: null, token: null } },
      { 'keeps-data': ['error-read-as-absent'] },
    ],
    ['a swallowed sync', { ...acked, ...sync('nothing') }, { 'no-ignored-sync': ['sync-error-ignored'] }],
    ['a retried sync', { ...acked, ...sync('retried') }, { 'no-ignored-sync': ['sync-error-ignored'] }],
    [
      'a directory’s sync',
      { ...acked, ...sync('nothing', 'directory') },
      { 'no-ignored-sync': ['sync-error-ignored'] },
    ],
    ['no lock taken', { ...acked, locked: false }, { 'keeps-exclusion': ['wrote-without-lock'] }],
    [
      'the lock is kept',
      later({ sameStore: rejected('LOCKED') }),
      { 'works-again': ['lock-kept-after-fault'] },
    ],
    ['the queue is poisoned', later({ sameStore: rejected('IO') }), { 'works-again': ['broken-for-good'] }],
    ['nobody can write', later({ newStore: rejected('IO') }), { 'works-again': ['broken-for-good'] }],
    [
      'a hang',
      { answer: { type: 'hang', afterMs: 10_000 }, after: null },
      { 'works-again': ['hang-after-fault'] },
    ],
    ['thrown outside any call', { uncaught: 'boom' }, { 'works-again': ['uncaught-exception'] }],
    ['litter', later({ litter: ['x.tmp'] }), { 'no-litter-after-fault': ['litter-after-fault'] }],
    ['no code', { answer: rejected(null) }, { 'fails-typed': ['untyped-failure'] }],
  ])('%s', (_what, fault, expected) => {
    expect(failures(fact(fault))).toEqual(expected);
  });

  test('descriptors that stay open', () => {
    const descriptorLeaks = [{ call: 'write', operation: 'openSync(x)', fault: 'EIO', perFailure: 1 }];
    expect(failures(fact({}, { descriptorLeaks }))).toEqual({ 'no-descriptor-leak': ['descriptor-leak'] });
  });
});

describe('unknown', () => {
  test.each<[string, IoFaultsFact | null]>([
    ['nothing was tried', null],
    ['operations that can’t be seen', fact({}, { distrust: 'a child process took part' })],
    ['a write without operations', fact({}, { calls: [{ call: 'write', operations: [], locked: true }] })],
    ['faults that were not met', fact({ injected: 0 })],
  ])('%s', (_what, given) => {
    const facts = given === null ? [] : [given];
    expect(checks.map((check) => check.judge(facts).verdict)).toEqual(checks.map(() => 'unknown'));
  });

  test('a strategy whose locks can’t be seen is not judged by them', () => {
    const calls = [{ call: 'write' as const, operations: ['x'], locked: false }];
    expect(keepsExclusion.judge([fact({ ...acked, locked: false }, { calls })]).verdict).toBe('n/a');
  });
});

describe('what may be answered either way', () => {
  const rename: Partial<IoFault> = { kind: 'rename', operation: 'renameSync(a, b)', fault: 'EBUSY' };
  const dir = { ...sync('nothing', 'directory'), fault: 'EINVAL', how: 'lasting' as const };

  test.each<[string, Partial<IoFault>, string]>([
    ['a reported rename', rename, 'A rename that is refused for a moment: it reports'],
    ['a repeated rename', { ...rename, ...acked }, 'A rename that is refused for a moment: it gets over'],
    ['a refused directory', dir, 'Where directories can’t be synced: it refuses to write'],
    [
      'an unsynced directory',
      { ...dir, ...acked },
      'Where directories can’t be synced: it writes all the same',
    ],
    ['neither', {}, 'It neither renames nor syncs a directory'],
  ])('%s is told, and passes', (_, fault, summary) => {
    expect(faultConduct.judge([fact(fault)])).toMatchObject({ verdict: 'pass', summary });
    expect(failures(fact(fault))).toEqual({});
  });

  test('a rename that is lost silently still fails, and so does an ignored EIO', () => {
    expect(failures(fact({ ...rename, answer: done(2, 'new') }))).toEqual({
      'keeps-data': ['acknowledged-in-spite'],
    });
    expect(failures(fact({ ...dir, fault: 'EIO', ...acked }))).toEqual({
      'no-ignored-sync': ['sync-error-ignored'],
    });
  });
});

describe('a power loss after a failed fsync', () => {
  const lost = (
    found: ReturnType<typeof seen> | { type: 'absent' } | { type: 'error'; code: string; message: string },
    moment: 'sync-failed' | 'call-ended' = 'call-ended',
  ): Partial<IoFault> => ({
    ...sync('retried'),
    operation: 'fsyncSync(tasks.yaml.tmp)',
    fault: 'EIO',
    afterPowerLoss: [{ moment, pages: 'clean', found }],
  });
  const verdict = (fault: Partial<IoFault>) => survivesFailedSync.judge([fact(fault)]).verdict;

  test.each([
    ['a refused write and the old document', lost(seen(1, 'old')), 'pass'],
    ['a refused write and the new document', lost(seen(2, 'new')), 'pass'],
    ['an acknowledged write that is there', { ...lost(seen(2, 'new')), ...acked }, 'pass'],
    ['an acknowledged write that is gone', { ...lost(seen(1, 'old')), ...acked }, 'fail'],
    ['one that was acknowledged only later', { ...lost(seen(1, 'old'), 'sync-failed'), ...acked }, 'pass'],
    ['a refused write and zeros', lost({ type: 'error', code: 'UNREADABLE', message: 'zeros' }), 'fail'],
    ['a lock that the machine took along', lost({ type: 'error', code: 'LOCKED', message: 'held' }), 'pass'],
    ['no document', lost({ type: 'absent' }), 'fail'],
    ['a torn document', lost(seen(2, 'new', false)), 'fail'],
    ['a document of nobody', lost(seen(7, 'other')), 'fail'],
    ['nothing recorded', { ...sync('nothing'), fault: 'EIO' }, 'unknown'],
    ['a strategy that syncs no file', {}, 'n/a'],
    ['a failed sync of a directory', { ...sync('nothing', 'directory'), fault: 'EIO' }, 'n/a'],
  ] as const)('%s', (_, fault, expected) => {
    expect(verdict(fault)).toBe(expected);
  });

  test('is told in one sentence, with the schedule of events', () => {
    const [proof] = survivesFailedSync.judge([fact({ ...lost({ type: 'absent' }), ...acked })]).evidence;
    expect(proof?.description).toBe(
      'fsyncSync(tasks.yaml.tmp) failed with EIO; the power was lost after the answer, its pages never written out: a fresh store reads no document.',
    );
  });
});
