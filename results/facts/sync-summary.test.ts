// Audits of several writes and situations joined into rows: as a table of what was heard and what is told.
import { expect, it, test } from 'vitest';
import type { SyncAudit } from './crash-states-fact.js';
import { masked, type SyncRole, summariseSyncs } from './sync-summary.js';

function audit(role: SyncRole, changes: Partial<SyncAudit> = {}): SyncAudit {
  return {
    effect: 3,
    call: 'fsyncSync(fd of tasks.yaml.4711.tmp)',
    path: 'state/tasks.yaml.4711.tmp',
    costNs: 1000,
    dropped: [{ model: 'ordered', role }],
    movedToAcknowledgement: [],
    ...changes,
  };
}
const roleOver = (...roles: SyncRole[]) =>
  summariseSyncs([{ variant: 'document-present', audit: roles.map((role) => audit(role)) }])[0]?.dropped[0]
    ?.role;

test.each<[SyncRole[], SyncRole]>([
  [['useless', 'useless'], 'useless'],
  [['useless', 'necessary', 'useless'], 'necessary'],
  [['useless', 'undecided'], 'undecided'],
  [['moot', 'useless'], 'moot'],
  [['moot', 'undecided', 'necessary'], 'necessary'],
])('%j is told as %s', (heard, told) => {
  expect(roleOver(...heard)).toBe(told);
  expect(roleOver(...heard.toReversed())).toBe(told);
});

it('joins call sites whose names differ in what is random, over all situations', () => {
  const rows = summariseSyncs([
    { variant: 'document-present', audit: [audit('useless', { costNs: 9000 }), audit('useless')] },
    {
      variant: 'document-absent',
      audit: [
        audit('useless', { path: 'state/tasks.yaml.af09.tmp', costNs: 2000 }),
        audit('useless', { path: 'state', call: 'fsyncSync(fd of state)' }),
      ],
    },
  ]);
  expect(rows).toMatchObject([
    {
      path: 'state/tasks.yaml.*.tmp',
      times: 3,
      costNsMedian: 2000,
      variants: ['document-present', 'document-absent'],
    },
    { path: 'state', call: 'fsyncSync(fd of state)', times: 1 },
  ]);
  expect(summariseSyncs([])).toEqual([]);
});

it('calls a later place a gain only if no situation goes on failing', () => {
  const gain = audit('moot', { movedToAcknowledgement: ['ordered'] });
  const movedOver = (...audits: SyncAudit[]) =>
    summariseSyncs([{ variant: 'document-present', audit: audits }])[0]?.movedToAcknowledgement;
  expect(movedOver(gain, gain)).toEqual(['ordered']);
  expect(movedOver(gain, audit('useless'))).toEqual(['ordered']);
  expect(movedOver(gain, audit('moot'))).toEqual([]);
  expect(movedOver(gain, audit('undecided'))).toEqual([]);
});

test('words stay, numbers and digests go', () => {
  expect(masked('state/tasks.yaml')).toBe('state/tasks.yaml');
  expect(masked('.tasks.yaml.1234-00ffa9.tmp')).toBe('.tasks.yaml.*-*.tmp');
});
