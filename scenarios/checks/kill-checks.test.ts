// Each kill check, watched passing on clean kills, failing on each kind of damage, and saying unknown when the
// kills were too few or missed.
import { describe, expect, it } from 'vitest';
import type { Kill, KillsFact } from '../../results/kills.js';
import { ackedSurvives } from './acked-survives.js';
import { killChecks } from './kill-checks.js';
import { killsLanded } from './kills-landed.js';
import { noLitterAfterKill } from './no-litter-after-kill.js';
import { recovers } from './recovers.js';

const clean: Kill = {
  index: 0,
  aim: 'uniform',
  documentBytes: 300,
  delayNs: 312_000,
  landed: 'mid-write',
  lastAcked: { rev: 4, token: 'next-4' },
  pending: ['next-5'],
  recovered: { type: 'document', observed: { rev: 4, token: 'next-4', intact: true } },
  nextWrite: { type: 'ok', rev: 5, recoveryNs: 12e6 },
  litter: [],
};

const document = (rev: number, token: string | null, intact = true): Kill['recovered'] => ({
  type: 'document',
  observed: { rev, token, intact },
});
const error = (code: string | null): { type: 'error'; code: string | null; message: string } => ({
  type: 'error',
  code,
  message: 'no',
});

/** A hundred clean kills, of which the first are replaced. */
function killsOf(changes: Partial<Kill>[] = [], total = 100, record: Partial<KillsFact> = {}): KillsFact {
  const kills = Array.from({ length: total }, (_, index) => ({ ...clean, ...changes[index], index }));
  return { kind: 'kills', writeNsMedian: 500_000, plannedMin: 100, slowRecovery: false, kills, ...record };
}

describe('kill checks', () => {
  it.each(killChecks)('$id passes a hundred clean kills', (check) => {
    expect(check.judge([killsOf()])).toMatchObject({ verdict: 'pass', coverage: { n: 100 }, evidence: [] });
  });

  it.each(killChecks)('$id is unknown with too few kills, or with kills that missed', (check) => {
    const missed = Array.from({ length: 71 }, () => ({ landed: 'late' as const }));
    for (const facts of [[], [killsOf([], 99)], [killsOf([], 0)], [killsOf(missed)]]) {
      expect(check.judge(facts)).toMatchObject({ verdict: 'unknown', coverage: { failureRateBelow: null } });
    }
    expect(check.judge([killsOf(), killsOf([], 3)]).verdict).toBe('unknown');
  });

  it.each(killChecks)('$id takes fewer kills where fewer were planned', (check) => {
    const slow = killsOf([], 8, { plannedMin: 8, slowRecovery: true });
    expect(check.judge([slow]).verdict).toBe('pass');
  });
});

describe('acked-survives', () => {
  it.each<[string, Partial<Kill>]>([
    ['lost-acknowledged-write', { recovered: document(3, 'next-3') }],
    ['lost-acknowledged-write', { recovered: { type: 'absent' } }],
    ['torn-document', { recovered: document(4, 'next-4', false) }],
    ['torn-document', { recovered: error('INVALID_DOCUMENT') }],
    ['phantom', { recovered: document(5, 'nobody') }],
    ['phantom', { recovered: document(4, null) }],
  ])('fails with %s on %j', (anomaly, change) => {
    const { verdict, evidence, summary } = ackedSurvives.judge([killsOf([{}, change])]);
    expect(verdict).toBe('fail');
    expect(summary).toBe(`1 × ${anomaly} after 100 kills`);
    expect(evidence[0]).toMatchObject({ anomaly });
  });

  it('shows what was acknowledged, the kill, and what was found', () => {
    const { evidence } = ackedSurvives.judge([killsOf([{ recovered: document(3, 'next-3') }])]);
    expect(evidence[0]?.witness).toEqual([
      'acknowledged  rev 4  (token next-4)',
      'SIGKILL no. 0 after 0.312 ms, mid-write, document of 300 bytes, under way: token next-5',
      'recovered  rev 3  (token next-3)',
      'next write  ok rev 5 after 12.0 ms',
    ]);
  });

  it('allows the write that was under way', () => {
    expect(ackedSurvives.judge([killsOf([{ recovered: document(5, 'next-5') }])]).verdict).toBe('pass');
  });

  it('a failure stands however few the kills', () => {
    expect(ackedSurvives.judge([killsOf([{ recovered: { type: 'absent' } }], 1)]).verdict).toBe('fail');
  });

  it('is unknown when a recovery read met a lock', () => {
    expect(ackedSurvives.judge([killsOf([{ recovered: error('LOCKED') }])]).verdict).toBe('unknown');
  });
});

describe('recovers', () => {
  it.each<[string, Partial<Kill>]>([
    ['stuck-lock', { nextWrite: { ...error('LOCKED'), recoveryNs: 15e9 } }],
    ['write-after-kill-failed', { nextWrite: { ...error('EEXIST'), recoveryNs: 1e6 } }],
    ['slow-recovery', { nextWrite: { type: 'ok', rev: 5, recoveryNs: 15.1e9 } }],
  ])('fails with %s', (anomaly, change) => {
    const { verdict, evidence } = recovers.judge([killsOf([{}, change])]);
    expect(verdict).toBe('fail');
    expect(evidence[0]).toMatchObject({ anomaly });
  });

  it('leaves a torn document that is refused to acked-survives', () => {
    const torn: Partial<Kill> = {
      recovered: error('INVALID_DOCUMENT'),
      nextWrite: { ...error('INVALID_DOCUMENT'), recoveryNs: 1e6 },
    };
    expect(recovers.judge([killsOf([torn])]).verdict).toBe('unknown');
  });

  it('reports the median and the longest recovery', () => {
    const slowest: Partial<Kill> = { nextWrite: { type: 'ok', rev: 5, recoveryNs: 2.5e9 } };
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
    expect(summary).toBe('Litter after 1 of 100 kills, for example tasks.yaml.tmp.17');
  });

  it('says nothing of kills after which no write got through', () => {
    const stuck: Partial<Kill> = {
      litter: ['tasks.yaml.lock'],
      nextWrite: { ...error('LOCKED'), recoveryNs: 15e9 },
    };
    expect(noLitterAfterKill.judge([killsOf([stuck])]).verdict).toBe('unknown');
  });
});

describe('kills-landed', () => {
  it('counts the kills that hit', () => {
    const { coverage, metrics } = killsLanded.judge([killsOf([{ landed: 'late' }, { landed: 'early' }])]);
    expect(coverage.n).toBe(98);
    expect(metrics).toContainEqual({ name: 'write-median', value: 0.5, unit: 'ms' });
  });
});
