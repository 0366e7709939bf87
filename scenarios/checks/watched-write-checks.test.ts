// The checks of a watched write against observations written by hand.
import { describe, expect, test } from 'vitest';
import type { WatchedWrite } from '../../results/vocabulary/watched-write.js';
import { observed, sessionOf } from '../testing/written-session.js';
import { staysPrivate, temporaryBeside } from './watched-write-checks.js';

const quiet: WatchedWrite = { reason: null, isFile: true, open: [], elsewhere: [] };
const elsewhere = ['/tmp'];
const open = [{ name: 'tasks.yaml.tmp', mode: 0o644, operation: 'writeSync(tasks.yaml.tmp)' }];

describe.each([
  [staysPrivate, { open }, 'exposed-data'],
  [temporaryBeside, { elsewhere }, 'temporary-elsewhere'],
] as const)('$id', (check, flaw, anomaly) => {
  const judged = (more: Partial<WatchedWrite>) =>
    check.judge([sessionOf(observed('watched write', { ...quiet, ...more }))]);

  test('passes what it has watched to the end', () => expect(judged({}).verdict).toBe('pass'));

  test('names the flaw, also when the process ended early', () => {
    for (const reason of [null, 'it ended']) {
      expect(judged({ ...flaw, reason })).toMatchObject({ verdict: 'fail', evidence: [{ anomaly }] });
    }
  });

  test('decides nothing when the process ended early', () => {
    expect(judged({ reason: 'it ended' }).verdict).toBe('unknown');
    expect(check.judge([]).verdict).toBe('unknown');
  });

  test('does not apply to what is no file', () => {
    expect(judged({ isFile: false }).verdict).toBe('n/a');
  });
});
