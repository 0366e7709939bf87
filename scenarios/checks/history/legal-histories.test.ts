// Histories that look odd and are legal: nobody may be accused of them.
import { describe, expect, it } from 'vitest';
import { checkHistory } from './check-history.js';
import {
  acked,
  history,
  locked,
  read,
  refused,
  seen,
  uncertain,
  type Written,
} from './testing/written-history.js';

const legal: { what: string; history: Written }[] = [
  { what: 'nothing at all', history: { ops: [] } },
  { what: 'no document and none written', history: { initial: null, ops: [read(0, [1, 2], null)] } },
  {
    what: 'a gap that a write of unknown outcome explains',
    history: { ops: [uncertain(0, [1, 2], 1, 'x'), acked(1, [3, 4], 2, 'b')] },
  },
  {
    what: 'a gap that an unconditional write of unknown outcome explains',
    history: { ops: [uncertain(0, [1, 2], null, 'x'), acked(1, [3, 4], 2, 'b')] },
  },
  {
    what: 'a write of unknown outcome that shows up late',
    history: {
      ops: [
        uncertain(0, [1, 2], 1, 'x', 'IO'),
        read(1, [3, 4], seen(1, 'start')),
        read(1, [5, 6], seen(2, 'x')),
      ],
      final: seen(2, 'x'),
    },
  },
  {
    what: 'an older document read while the newer one was being written',
    history: { ops: [acked(0, [1, 4], 1, 'a'), read(1, [2, 3], seen(1, 'start'))] },
  },
  {
    what: 'a conflict with a write that is under way',
    history: { ops: [acked(0, [1, 4], 1, 'a'), refused(1, [2, 3], 1, 'b', 2)] },
  },
  {
    what: 'a conflict with a write of unknown outcome, and no final read to deny it',
    history: {
      ops: [uncertain(0, [1, null], 1, 'x'), refused(1, [2, 3], 1, 'b', 2)],
      final: { type: 'info', reason: 'hung' },
    },
  },
  {
    what: 'a conflict that begins at the very moment at which its rev is acknowledged',
    history: { ops: [acked(0, [1, 5], 1, 'a'), refused(1, [5, 6], 2, 'b', 1)] },
  },
  { what: 'a conflict over a rev from the future', history: { ops: [refused(1, [2, 3], 7, 'b', 1)] } },
  { what: 'LOCKED at any time', history: { ops: [locked(0, [1, 2], 1, 'a'), locked(1, [3, 4], 1, 'b')] } },
];

describe('checkHistory accuses nobody of what is legal', () => {
  it.each(legal)('$what', ({ history: written }) => {
    const violations = checkHistory(history(written)).filter(({ severity }) => severity === 'violation');
    expect(violations).toEqual([]);
  });
});
