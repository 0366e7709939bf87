// What was found after a cut, held against what was promised, as a table.
import { expect, test } from 'vitest';
import type { RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import type { FailureKind } from '../../../results/vocabulary/persistence.js';
import type { CrashPoint } from './crash-points.js';
import { type FoundAfterCut, failuresAfterCut, sentenceOf } from './judge-image.js';

/** rev 1 was there before; rev 2 is acknowledged, rev 3 attempted. */
const point: CrashPoint = {
  place: {
    directory: 'p',
    variant: 'document-present',
    initial: { rev: 1, token: 'initial' },
    attempts: [
      { rev: 2, token: 'two' },
      { rev: 3, token: 'three' },
    ],
    acknowledged: 1,
  },
  window: { acked: 0, attempted: 1 },
  durable: 0,
  pending: [],
};
const document = (rev: number, token: string, intact = true): RecoveredFile => ({
  type: 'document',
  observed: { rev, token, intact },
});
const refused = (code: string | null): RecoveredFile => ({ type: 'error', code, message: 'refused' });
const found = (recovered: RecoveredFile, more: Partial<FoundAfterCut> = {}): FoundAfterCut => ({
  recovered,
  empty: false,
  nextWrite: null,
  ...more,
});
const failed = (code: string) => ({ type: 'error', code, message: '', recoveryNs: 0 }) as const;

test.each<[string, FoundAfterCut, FailureKind[]]>([
  ['the last acknowledged', found(document(2, 'two')), []],
  ['the last attempted', found(document(3, 'three')), []],
  ['the one before', found(document(1, 'initial')), ['lost-acknowledged-write']],
  ['none', found({ type: 'absent' }), ['missing-document']],
  ['one that nobody wrote', found(document(2, 'else')), ['phantom-document']],
  ['one with a wrong digest', found(document(2, 'two', false)), ['torn-document']],
  ['one that is refused', found(refused('INVALID_DOCUMENT')), ['torn-document']],
  ['an empty one', found(refused('INVALID_DOCUMENT'), { empty: true }), ['zero-length-document']],
  ['nothing that can be read', found(refused('EIO')), ['recovery-failed']],
  ['a next write', found(document(2, 'two'), { nextWrite: { type: 'ok', rev: 3, recoveryNs: 0 } }), []],
  ['one that fails', found(document(2, 'two'), { nextWrite: failed('IO') }), ['follow-up-failed']],
  ['a lock that looks held', found(document(2, 'two'), { nextWrite: failed('LOCKED') }), []],
])('%s: %#', (_name, what, expected) => {
  expect(failuresAfterCut(what, point)).toEqual(expected);
});

test('a sentence says what was promised and what was there', () => {
  expect(sentenceOf(found(document(1, 'initial')), point)).toBe('rev 2 was acknowledged; rev 1 was there');
  expect(sentenceOf(found(refused('EIO')), point)).toBe('rev 2 was acknowledged; reading failed: refused');
});
