// What counts as recovered, as a table: what the strategy answered × what the crash point permits → failures.
// The rows are the rules of "What counts as recovered" in docs/method.md.
import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../../results/vocabulary/persistence.js';
import type { Recovery } from '../children/child-protocol.js';
import type { DiskImage } from '../states/disk-image.js';
import { type Expectation, failuresOfRecovery, namesBeside, saysNothing } from './judge-recovery.js';

/** Three attempts; rev 1 is the document from before. */
const attempts: Expectation['attempts'] = {
  list: [
    { rev: 2, token: 'first' },
    { rev: 3, token: 'second' },
    { rev: 4, token: 'third' },
  ],
  acknowledged: 3,
  windowAt: [],
};
const nothingAcked = { acked: -1, attempted: 0 };
const firstAcked = { acked: 0, attempted: 1 };
const initial = { rev: 1, token: 'before' };

const document = (rev: number, token: string, intact = true): Recovery['recovered'] => ({
  type: 'document',
  observed: { rev, token, intact },
});
const absent: Recovery['recovered'] = { type: 'absent' };
const error = (code: string | null) => ({ type: 'error', code, message: 'no' }) as const;
const wrote: Recovery['nextWrite'] = { type: 'ok', rev: 9, recoveryNs: 1 };
const writeFails = (code: string | null): Recovery['nextWrite'] => ({ ...error(code), recoveryNs: 1 });

interface Row {
  what: string;
  recovery: Partial<Recovery> & Pick<Recovery, 'recovered'>;
  permits?: Partial<Expectation>;
  failures: FailureKind[];
}

function failures({ recovery, permits }: Row): FailureKind[] {
  const whole = { nextWrite: wrote, litter: [], ...recovery };
  const besideBefore: ReadonlySet<string> = new Set();
  const expectation = { attempts, window: firstAcked, initial, empty: false, besideBefore, ...permits };
  return failuresOfRecovery(whole, expectation);
}

const reads: Row[] = [
  { what: 'the last acknowledged document', recovery: { recovered: document(2, 'first') }, failures: [] },
  { what: 'the attempted one', recovery: { recovered: document(3, 'second') }, failures: [] },
  {
    what: 'the document from before, nothing acknowledged',
    recovery: { recovered: document(1, 'before') },
    permits: { window: nothingAcked },
    failures: [],
  },
  {
    what: 'no document, where there was none and nothing acknowledged',
    recovery: { recovered: absent },
    permits: { window: nothingAcked, initial: null },
    failures: [],
  },
  {
    what: 'the document from before, a write acknowledged',
    recovery: { recovered: document(1, 'before') },
    failures: ['lost-acknowledged-write'],
  },
  {
    what: 'one that the document from before had replaced',
    recovery: { recovered: document(0, 'older') },
    permits: { window: nothingAcked },
    failures: ['lost-acknowledged-write'],
  },
  {
    what: 'no document, where there was none and a write acknowledged',
    recovery: { recovered: absent },
    permits: { initial: null },
    failures: ['lost-acknowledged-write'],
  },
  {
    what: 'no document, where there was one',
    recovery: { recovered: absent },
    failures: ['missing-document'],
  },
  {
    what: 'a document not attempted yet',
    recovery: { recovered: document(4, 'third') },
    failures: ['phantom-document'],
  },
  {
    what: 'a document whose digest is wrong',
    recovery: { recovered: document(2, 'first', false) },
    failures: ['torn-document'],
  },
  ...['INVALID_DOCUMENT', 'UNSUPPORTED_VERSION', 'REV_OUT_OF_RANGE'].flatMap((code): Row[] => [
    {
      what: `${code}, by the next write too`,
      recovery: { recovered: error(code), nextWrite: writeFails(code) },
      failures: ['torn-document'],
    },
    {
      what: `${code} of an empty file`,
      recovery: { recovered: error(code), nextWrite: writeFails(code) },
      permits: { empty: true },
      failures: ['zero-length-document'],
    },
  ]),
  ...['EACCES', 'LOCKED', 'IO', null].map(
    (code): Row => ({
      what: `an error ${code}, and whatever comes after it is the same failure`,
      recovery: { recovered: error(code), nextWrite: writeFails(code), litter: ['x'] },
      permits: { empty: true },
      failures: ['recovery-failed'],
    }),
  ),
];

const nextWrites: Row[] = [
  ...['LOCKED', 'CONFLICT', 'INVALID_DOCUMENT', 'NOT_THERE', null].map(
    (code): Row => ({
      what: `${code} after a good read`,
      recovery: { recovered: document(2, 'first'), nextWrite: writeFails(code) },
      failures: ['follow-up-failed'],
    }),
  ),
  {
    what: 'LOCKED after a lost write: two failures',
    recovery: { recovered: document(1, 'before'), nextWrite: writeFails('LOCKED') },
    failures: ['lost-acknowledged-write', 'follow-up-failed'],
  },
  {
    what: 'LOCKED although the document is torn: a lock is no word about a document',
    recovery: { recovered: error('INVALID_DOCUMENT'), nextWrite: writeFails('LOCKED') },
    failures: ['torn-document', 'follow-up-failed'],
  },
  {
    what: 'a death although the document is torn',
    recovery: { recovered: document(2, 'first', false), nextWrite: writeFails(null) },
    failures: ['torn-document', 'follow-up-failed'],
  },
  {
    what: 'the torn document replaced',
    recovery: { recovered: error('INVALID_DOCUMENT') },
    failures: ['torn-document'],
  },
];

const leftovers: Row[] = [
  {
    what: 'a name that an ordinary write does not leave',
    recovery: { recovered: document(2, 'first'), litter: ['a.tmp'] },
    failures: ['litter'],
  },
  {
    what: 'a name that was there before the first write',
    recovery: { recovered: document(2, 'first'), litter: ['a.tmp'] },
    permits: { besideBefore: new Set(['a.tmp']) },
    failures: [],
  },
  {
    what: 'a name after a write that failed: nobody has cleaned up yet',
    recovery: { recovered: document(2, 'first'), nextWrite: writeFails('LOCKED'), litter: ['a.tmp'] },
    failures: ['follow-up-failed'],
  },
];

describe('what was read', () => {
  it.each(reads)('$what: $failures', (row) => expect(failures(row)).toEqual(row.failures));
});
describe('the next write', () => {
  it.each(nextWrites)('$what: $failures', (row) => expect(failures(row)).toEqual(row.failures));
});
describe('what is left', () => {
  it.each(leftovers)('$what: $failures', (row) => expect(failures(row)).toEqual(row.failures));
});

it.each<[Recovery['nextWrite'], boolean]>([
  [writeFails('LOCKED'), true],
  [writeFails('IO'), false],
  [wrote, false],
])('at once, %j says nothing: %s', (nextWrite, expected) => {
  expect(saysNothing({ nextWrite })).toBe(expected);
});

it('beside the document are the names of its own directory', () => {
  const image: DiskImage = [
    'state',
    'state/tasks.yaml',
    'state/.keep',
    'state/deep',
    'state/deep/x',
    'y',
  ].map((path) => ({ path, type: 'dir', mode: 0o755 }));
  expect(namesBeside(image, 'state/tasks.yaml')).toEqual(new Set(['.keep', 'deep']));
  expect(namesBeside(image, 'tasks.yaml')).toEqual(new Set(['state', 'y']));
});
