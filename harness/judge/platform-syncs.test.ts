// What a mount does to syncs, and what that does to findings and grades: never a pass, never at the
// strategy's expense.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../results/verdicts/finding.js';
import powerLoss from '../../scenarios/power-loss.js';
import { limitedBySyncs, syncLimitOf } from './platform-syncs.js';

const finding = (check: string, verdict: Finding['verdict']): Finding => ({
  scenario: 'power-loss',
  scope: 'single',
  check,
  verdict,
  summary: '95 disk states survived',
  coverage: { n: 95, unit: 'disk states', failureRateBelow: 0.03 },
  evidence: [],
  metrics: [],
});
const fileSystem = (type: string, syncs?: Parameters<typeof syncLimitOf>[0]['fileSystem']['syncs']) => ({
  fileSystem: {
    type,
    mount: '/m',
    options: 'rw',
    fsyncNsMedian: 1,
    ...(syncs === undefined ? {} : { syncs }),
  },
});

describe('the limit', () => {
  it.each([
    [fileSystem('ext4'), null],
    [fileSystem('tmpfs'), 'fail'],
    [fileSystem('virtiofs'), 'unknown'],
    [fileSystem('fuse', { file: 'unknown', directory: 'not-passed-on', reason: 'r' }), 'fail'],
    [fileSystem('tmpfs', { file: 'passed-on', directory: 'passed-on', reason: '' }), null],
  ])('of %j is %s', (platform, verdict) => {
    expect(syncLimitOf(platform)?.verdict ?? null).toBe(verdict);
  });
});

describe('findings', () => {
  const all = [
    finding('survives-journaled', 'pass'),
    finding('survives-weakest', 'fail'),
    finding('no-litter-after-power-loss', 'pass'),
  ];
  const verdicts = (limit: Parameters<typeof limitedBySyncs>[2]) =>
    limitedBySyncs(all, [powerLoss], limit).map(({ verdict }) => verdict);

  it('stand where syncs are passed on', () => {
    expect(limitedBySyncs(all, [powerLoss], null)).toEqual(all);
  });

  it('that rest on syncs fail by the name of the mount where syncs are lost', () => {
    const limit = { verdict: 'fail', reason: '/m (tmpfs) lives in memory' } as const;
    expect(verdicts(limit)).toEqual(['fail', 'fail', 'pass']);
    const [lost, own] = limitedBySyncs(all, [powerLoss], limit);
    expect(lost?.summary).toBe('the platform, not the strategy: /m (tmpfs) lives in memory');
    expect(lost?.coverage.failureRateBelow).toBeNull();
    expect(own).toEqual(all[1]);
  });

  it('are unknown where nobody knows', () => {
    expect(verdicts({ verdict: 'unknown', reason: 'r' })).toEqual(['unknown', 'fail', 'pass']);
  });
});
