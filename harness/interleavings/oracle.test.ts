// Every class of violation in an execution written by hand that shows it and nothing else, and executions
// that look odd and are legal.
import { describe, expect, test } from 'vitest';
import { type ViolationClass, violationClassSchema } from '../../results/vocabulary/schedule.js';
import {
  acked,
  locked,
  read,
  readFailed,
  refused,
  seen,
  uncertain,
  write,
} from '../../scenarios/checks/history/testing/written-history.js';
import { violationsOf } from './oracle.js';
import { event, execution, type WrittenExecution } from './testing/written-execution.js';

const a = acked(0, [1, 4], 1, 'a');
const foreign = { ops: [read(0, [1, 2], seen(1, 'nobody'))] };

const accused: Record<ViolationClass, [WrittenExecution, RegExp]> = {
  'lost-update': [{ history: { ops: [a, acked(1, [2, 5], 1, 'b', 2)] } }, /rev 1/],
  'duplicate-rev': [
    { history: { ops: [acked(0, [1, 4], 1, 'a'), acked(1, [2, 5], null, 'b', 2)] } },
    /rev 2/,
  ],
  'rev-gap': [{ history: { ops: [acked(0, [1, 4], 1, 'a', 3)] } }, /rev 1 took rev 3/],
  'rev-rollback': [
    { history: { ops: [a, read(1, [5, 6], seen(1, 'a'))] } },
    /document of rev 2 was read as rev 1/,
  ],
  'resurrected-write': [
    { history: { ops: [a, acked(1, [5, 8], 2, 'b')], final: seen(2, 'a') } },
    /Rev 2 is the document in the end although rev 3 existed$/,
  ],
  'stale-read': [{ history: { ops: [a, read(1, [5, 6], seen(1, 'start'))] } }, /rev 1/],
  'real-time-order': [
    {
      history: {
        ops: [acked(0, [6, 8], 1, 'a', 2), acked(1, [1, 4], 2, 'b', 3)],
        final: seen(3, 'b'),
      },
    },
    /rev 2/,
  ],
  'torn-read': [{ history: { ops: [read(0, [1, 2], seen(1, 'start', false))] } }, /digest/],
  phantom: [{ history: foreign }, /nobody wrote/],
  'false-conflict': [{ history: { ops: [refused(0, [1, 2], 1, 'a', 1)] } }, /CONFLICT|refused|current/],
  'committed-but-errored': [
    { history: { ops: [locked(0, [1, 4], 1, 'a')], final: seen(2, 'a') } },
    /ended with LOCKED was read as rev 2/,
  ],
  'stuck-lock': [
    { probe: { code: 'LOCKED', message: 'Locked: another writer held it for 60000 ms.' } },
    /^A fresh client could not write when everybody else had stopped: LOCKED \(Locked: .* 60000 ms\)$/,
  ],
  'client-error': [
    { history: { ops: [readFailed(1, [1, 2], 'ENOENT')] } },
    /^The read of client 1 failed with ENOENT \(unreadable\)$/,
  ],
  hang: [
    { ending: { type: 'hang', client: 1, how: 'no sign of life for 10 s' }, history: null },
    /^Client 1 did not come back from the strategy: no sign of life for 10 s$/,
  ],
  death: [
    { ending: { type: 'death', client: 0, how: 'exit code 3.' }, history: null },
    /^Client 0 was ended by the strategy: exit code 3$/,
  ],
};

test.each(violationClassSchema.options)('%s is accused, once, and nothing else is', (kind) => {
  const [written, sentence] = accused[kind];
  const found = violationsOf(execution(written));
  expect(found.map((one) => one.class)).toEqual([kind]);
  expect(found[0]?.sentence).toMatch(sentence);
});

describe('nothing is wrong with', () => {
  test.each<[string, WrittenExecution]>([
    ['nothing at all', {}],
    ['writes in turn', { history: { ops: [a, acked(1, [5, 8], 2, 'b'), read(0, [9, 9], seen(3, 'b'))] } }],
    ['a refusal that is due', { history: { ops: [a, refused(1, [5, 6], 1, 'b', 2)] } }],
    ['LOCKED as an answer', { history: { ops: [a, locked(1, [2, 3], 1, 'b')] } }],
    [
      'a write of a client that died in it',
      { steps: [event(1, 'crash')], history: { ops: [a, uncertain(1, [2, null], 1, 'b')] } },
    ],
    [
      'an error of a client that died',
      { steps: [event(1, 'crash')], history: { ops: [a, uncertain(1, [2, 3], 1, 'b', 'EIO')] } },
    ],
    [
      'a dead client’s write that took effect',
      {
        steps: [event(1, 'crash')],
        history: { ops: [a, uncertain(1, [5, null], 2, 'b')], final: seen(3, 'b') },
      },
    ],
    ['a schedule that was cut', { ending: { type: 'cut' }, history: foreign }],
    [
      'a schedule that is distrusted, whatever it shows',
      { ending: { type: 'distrust', reason: 'an addon' }, history: foreign },
    ],
  ])('%s', (_, written) => {
    expect(violationsOf(execution(written))).toEqual([]);
  });
});

test('the same error is a violation while its client lives', () => {
  const ops = [a, uncertain(1, [2, 3], 1, 'b', 'EIO')];
  const steps = [event(0, 'crash')];
  expect(violationsOf(execution({ steps, history: { ops } })).map((one) => one.class)).toEqual([
    'client-error',
  ]);
  const nameless = write(1, [2, 3], 1, 'b', { type: 'info', code: null, message: 'threw 7' });
  expect(violationsOf(execution({ history: { ops: [a, nameless] } }))).toEqual([
    { class: 'client-error', sentence: 'The write of client 1 failed with threw 7' },
  ]);
});

test.each<[Parameters<typeof event>[1], string[]]>([
  ['pause', []],
  ['clock-jump', []],
  ['wake', ['client-error']],
])('LOCK_LOST after a %s is %j', (kind, classes) => {
  const ops = [a, uncertain(1, [5, 6], 2, 'b', 'LOCK_LOST')];
  const found = violationsOf(execution({ steps: [event(1, kind)], history: { ops } }));
  expect(found.map((one) => one.class)).toEqual(classes);
});

test('a torn document is told as that, not once more as the errors that follow from it', () => {
  const ops = [a, readFailed(1, [5, 6], 'INVALID_DOCUMENT')];
  const probe = { code: 'INVALID_DOCUMENT', message: 'not YAML' };
  const final = { type: 'fail' as const, code: 'INVALID_DOCUMENT', message: 'not YAML' };
  expect(violationsOf(execution({ history: { ops, final }, probe })).map((one) => one.class)).toEqual([
    'torn-read',
  ]);
});

test('a reader whose parser throws without a code has met a torn document', () => {
  const ops = [a, readFailed(1, [5, 6], 'NO_CODE')];
  expect(violationsOf(execution({ history: { ops } })).map((one) => one.class)).toEqual(['torn-read']);
});

test('what went wrong before a client hung is told beside the hang', () => {
  const ending = { type: 'hang', client: 1, how: 'it span' } as const;
  expect(violationsOf(execution({ ending, history: foreign })).map((one) => one.class)).toEqual([
    'phantom',
    'hang',
  ]);
});
