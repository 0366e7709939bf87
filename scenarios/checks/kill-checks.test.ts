// Each kill check, watched passing on clean kill points, failing on each kind of damage, and saying unknown
// when points were missed, or when a real SIGKILL ended otherwise than the fence.
import { describe, expect, it } from 'vitest';
import type { KillPoint, KillPointsFact } from '../../results/facts/kill-points-fact.js';
import { ackedSurvives } from './acked-survives.js';
import { everyPointStopped } from './every-point-stopped.js';
import { killChecks } from './kill-checks.js';
import { noLitterAfterKill } from './no-litter-after-kill.js';
import { recovers } from './recovers.js';

const clean: KillPoint = {
  index: 0,
  documentBytes: 300,
  at: 1,
  when: 'before',
  operation: 'renameSync(tasks.yaml.tmp, tasks.yaml)',
  mechanism: 'fence',
  stopped: true,
  lastAcked: { rev: 4, token: 'next-4' },
  pending: ['next-5'],
  recovered: { type: 'document', observed: { rev: 4, token: 'next-4', intact: true } },
  nextWrite: { type: 'ok', rev: 5, recoveryNs: 12e6 },
  agedMs: 0,
  litter: [],
};

const document = (rev: number, token: string | null, intact = true): KillPoint['recovered'] => ({
  type: 'document',
  observed: { rev, token, intact },
});
const error = (code: string | null): { type: 'error'; code: string | null; message: string } => ({
  type: 'error',
  code,
  message: 'no',
});

/**
 * Ten fenced points and a SIGKILL at the last of them; the first are changed, the SIGKILL only by `killed`.
 */
function killsOf(
  changes: Partial<KillPoint>[] = [],
  record: Partial<KillPointsFact> = {},
  killed: Partial<KillPoint> = {},
): KillPointsFact {
  const fenced = Array.from({ length: 10 }, (_, index) => ({
    ...clean,
    at: index + 1,
    ...changes[index],
    index,
  }));
  const points: KillPoint[] = [...fenced, { ...clean, at: 10, mechanism: 'sigkill', index: 10, ...killed }];
  const writes = [
    { documentBytes: 300, operations: fenced.map(({ operation }) => operation), pointsPlanned: 10 },
  ];
  return { kind: 'kill-points', distrust: null, writes, sigkillsPlanned: 1, points, ...record };
}

describe('kill checks', () => {
  it.each(killChecks)('$id passes clean kill points', (check) => {
    expect(check.judge([killsOf()])).toMatchObject({ verdict: 'pass', coverage: { n: 11 }, evidence: [] });
  });

  it.each(killChecks)('$id is unknown when points were missed, or nothing can be concluded', (check) => {
    const empty = { writes: [], points: [] };
    for (const facts of [
      [],
      [killsOf([], empty)],
      [killsOf([{ stopped: false }])],
      [killsOf([], { distrust: 'native addon storage.node was loaded' })],
      [killsOf([], { sigkillsPlanned: 0 })],
      [killsOf([], {}, { stopped: false })],
      [killsOf(), killsOf([{ stopped: false }])],
    ]) {
      expect(check.judge(facts)).toMatchObject({ verdict: 'unknown', coverage: { failureRateBelow: null } });
    }
  });

  it.each(killChecks)('$id is unknown when a SIGKILL ended otherwise than the fence', (check) => {
    const facts = [killsOf([], {}, { recovered: document(5, 'next-5') })];
    expect(check.judge(facts)).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringMatching(
        /SIGKILL and fence disagree before operation 10 .*under way.*acknowledged/,
      ),
    });
  });
});

describe('acked-survives', () => {
  it.each<[string, Partial<KillPoint>]>([
    ['lost-acknowledged-write', { recovered: document(3, 'next-3') }],
    ['lost-acknowledged-write', { recovered: { type: 'absent' } }],
    ['torn-document', { recovered: document(4, 'next-4', false) }],
    ['torn-document', { recovered: error('INVALID_DOCUMENT') }],
    ['torn-document', { recovered: { type: 'error', code: null, message: 'Unexpected token' } }],
    ['recovery-failed', { recovered: error('EACCES') }],
    ['phantom', { recovered: document(5, 'nobody') }],
    ['phantom', { recovered: document(4, null) }],
  ])('fails with %s on %j', (anomaly, change) => {
    const { verdict, evidence, summary } = ackedSurvives.judge([killsOf([{}, change])]);
    expect(verdict).toBe('fail');
    expect(summary).toBe(`1 × ${anomaly} after 11 kill points`);
    expect(evidence[0]).toMatchObject({ anomaly });
  });

  it('shows what was acknowledged, the kill, and what was found', () => {
    const { evidence } = ackedSurvives.judge([killsOf([{ recovered: document(3, 'next-3') }])]);
    expect(evidence[0]?.witness).toEqual([
      'acknowledged  rev 4  (token next-4)',
      'stopped for good before operation 1 renameSync(tasks.yaml.tmp, tasks.yaml), document of 300 bytes, under way: token next-5',
      'recovered  rev 3  (token next-3)',
      'next write  ok rev 5 after 12.0 ms',
    ]);
  });

  it('allows the write that was under way', () => {
    expect(ackedSurvives.judge([killsOf([{ recovered: document(5, 'next-5') }])]).verdict).toBe('pass');
  });

  it('a failure stands however few the points', () => {
    expect(
      ackedSurvives.judge([killsOf([{ recovered: { type: 'absent' } }], { sigkillsPlanned: 0 })]).verdict,
    ).toBe('fail');
  });

  it('is unknown when a recovery read met a lock', () => {
    expect(ackedSurvives.judge([killsOf([{ recovered: error('LOCKED') }])]).verdict).toBe('unknown');
  });
});

it('a recovery without an answer says nothing of the document, and is a write that failed', () => {
  const message = 'the recovering process ended: no answer within 30000 ms';
  const unanswered: KillPoint['recovered'] = { type: 'error', code: null, message, unanswered: true };
  const nextWrite = { type: 'error', code: null, message, recoveryNs: 0 } as const;
  const facts = [killsOf([{ recovered: unanswered, nextWrite }])];
  expect(ackedSurvives.judge(facts)).toMatchObject({ verdict: 'unknown', evidence: [] });
  expect(recovers.judge(facts)).toMatchObject({
    verdict: 'fail',
    evidence: [{ anomaly: 'write-after-kill-failed', description: expect.stringContaining('no answer') }],
  });
});

describe('recovers', () => {
  it.each<[string, Partial<KillPoint>]>([
    ['stuck-lock', { mechanism: 'sigkill', nextWrite: { ...error('LOCKED'), recoveryNs: 15e9 } }],
    ['write-after-kill-failed', { nextWrite: { ...error('EEXIST'), recoveryNs: 1e6 } }],
    ['slow-recovery', { nextWrite: { type: 'ok', rev: 5, recoveryNs: 15.1e9 } }],
  ])('fails with %s', (anomaly, change) => {
    const { verdict, evidence } = recovers.judge([killsOf([{}, change])]);
    expect(verdict).toBe('fail');
    expect(evidence[0]).toMatchObject({ anomaly });
  });

  it('leaves a torn document that is refused to acked-survives', () => {
    const torn: Partial<KillPoint> = {
      recovered: error('INVALID_DOCUMENT'),
      nextWrite: { ...error('INVALID_DOCUMENT'), recoveryNs: 1e6 },
    };
    expect(recovers.judge([killsOf([torn])]).verdict).toBe('unknown');
  });

  it('needs a real SIGKILL to call a lock stuck', () => {
    const looksStuck: Partial<KillPoint> = {
      nextWrite: { ...error('LOCKED'), recoveryNs: 1e6 },
      agedMs: 60_000,
    };
    expect(recovers.judge([killsOf([looksStuck])]).verdict).toBe('unknown');
  });

  it('reports the median and the longest recovery', () => {
    const slowest: Partial<KillPoint> = { nextWrite: { type: 'ok', rev: 5, recoveryNs: 2.5e9 } };
    expect(recovers.judge([killsOf([slowest])]).metrics).toEqual([
      { name: 'recovery-median', value: 12, unit: 'ms' },
      { name: 'recovery-max', value: 2500, unit: 'ms' },
    ]);
  });
});

describe('no-litter-after-kill', () => {
  it('fails on a name that an ordinary write does not leave', () => {
    const { verdict, summary } = noLitterAfterKill.judge([killsOf([{ litter: ['tasks.yaml.tmp.17'] }])]);
    expect(verdict).toBe('fail');
    expect(summary).toBe('Litter after 1 of 11 kill points, for example tasks.yaml.tmp.17');
  });

  it('says nothing of kills after which no write got through', () => {
    const stuck: Partial<KillPoint> = {
      litter: ['tasks.yaml.lock'],
      nextWrite: { ...error('LOCKED'), recoveryNs: 15e9 },
    };
    expect(noLitterAfterKill.judge([killsOf([stuck])]).verdict).toBe('unknown');
  });
});

describe('every-point-stopped', () => {
  it('counts points, operations and SIGKILLs', () => {
    const { summary, metrics } = everyPointStopped.judge([killsOf()]);
    expect(summary).toBe('10 points of the write were stopped, 1 of them by SIGKILL as well');
    expect(metrics).toEqual([
      { name: 'operations', value: 10, unit: 'operations' },
      { name: 'sigkills', value: 1, unit: 'kills' },
    ]);
  });
});
