// Hand-made facts for each verdict of each check over a nemesis: a failure fails the check of its cause alone, one
// that needs an edit by hand fails none, and silence is a pass only where the trouble came about.
import { describe, expect, it } from 'vitest';
import type { NemesisFact, NemesisFailure } from '../../results/facts/nemesis-fact.js';
import type { NemesisCause } from '../../results/vocabulary/nemesis-plan.js';
import { nemesisChecks, nemesisMeasures } from './nemesis-checks.js';

const applied = {
  kill: 2,
  exit: 1,
  pause: 1,
  'slow-syncs': 3,
  stall: 2,
  'clock forward': 1,
  'clock back': 2,
  edit: 1,
};

function factWith(changes: Partial<NemesisFact> = {}): NemesisFact {
  return {
    kind: 'nemesis',
    seed: 1,
    unavailable: null,
    distrust: null,
    writers: 7,
    readers: 1,
    writes: 2,
    plans: 9,
    executions: 9,
    turns: 8000,
    acknowledged: 120,
    applied,
    falseTakeovers: 0,
    starved: 0,
    longestWaitMs: 25,
    recoveries: [
      { after: 'kill', ms: 12_500 },
      { after: 'kill', ms: 100 },
      { after: 'pause', ms: 10_000 },
    ],
    failures: [],
    capsules: [],
    ...changes,
  };
}

function failure(cause: NemesisCause, changes: Partial<NemesisFailure> = {}): NemesisFailure {
  return {
    class: 'lost-update',
    cause,
    plans: 1,
    seen: 3,
    tries: 3,
    eventsBefore: 4,
    events: cause === 'contention' ? 0 : 1,
    sentence: 'Something was done. One update is lost',
    lines: ['+   0.101 s  P2  stands still for 30 s'],
    capsule: 0,
    ...changes,
  };
}

function verdicts(fact: NemesisFact): Record<string, string> {
  return Object.fromEntries(nemesisChecks.map((check) => [check.id, check.judge([fact]).verdict]));
}

const all = (verdict: string) => Object.fromEntries(nemesisChecks.map(({ id }) => [id, verdict]));

describe('the checks over a nemesis', () => {
  it('pass where everything was done and nothing went wrong', () => {
    expect(verdicts(factWith())).toEqual(all('pass'));
  });

  it.each([
    ['slowness', 'survives-slowness'],
    ['deaths', 'survives-deaths'],
    ['pauses', 'survives-pauses'],
    ['clock', 'survives-clock-changes'],
  ] as const)('put a failure by %s down to it', (cause, id) => {
    expect(verdicts(factWith({ failures: [failure(cause)] }))).toEqual({ ...all('pass'), [id]: 'fail' });
  });

  it('say nothing else where undisturbed clients harm each other', () => {
    expect(verdicts(factWith({ failures: [failure('contention')] }))).toEqual({
      ...all('unknown'),
      'survives-contention': 'fail',
    });
  });

  it('tell what only an edit by hand shows, and fail nobody for it', () => {
    const fact = factWith({ failures: [failure('outside')] });
    expect(verdicts(fact)).toEqual(all('pass'));
    expect(nemesisMeasures.judge([fact])).toMatchObject({
      verdict: 'pass',
      summary: expect.stringContaining('after an edit by hand, told and not judged: lost-update') as string,
    });
  });

  it('name the schedule of events, how far it was shrunk, and how often it was seen', () => {
    const fact = factWith({ failures: [failure('pauses', { seen: 2 })] });
    const check = nemesisChecks.find(({ id }) => id === 'survives-pauses');
    expect(check?.judge([fact])).toMatchObject({
      summary: 'lost-update by 1 event, shrunk from 4, in 1 plan',
      evidence: [
        {
          anomaly: 'lost-update',
          description: 'Something was done. One update is lost (seen 2 of 3 times that it was repeated).',
          witness: ['+   0.101 s  P2  stands still for 30 s'],
        },
      ],
    });
  });

  it.each<[string, Partial<NemesisFact>]>([
    ['nothing was acknowledged', { acknowledged: 0 }],
    ['something could not be seen', { distrust: 'a native addon works unseen' }],
  ])('are unknown where %s', (_, changes) => {
    expect(verdicts(factWith(changes))).toEqual(all('unknown'));
  });

  it('are unknown where the trouble did not come about', () => {
    expect(verdicts(factWith({ applied: { kill: 1, exit: 1, 'clock back': 1 } }))).toEqual({
      ...all('unknown'),
      'survives-contention': 'pass',
      'survives-deaths': 'pass',
    });
    expect(nemesisChecks.map((check) => check.judge([]).verdict)).toEqual(nemesisChecks.map(() => 'unknown'));
  });

  it('keep a failure that was seen, whatever could not be', () => {
    const fact = factWith({ failures: [failure('clock')], distrust: 'a child process was started' });
    expect(verdicts(fact)).toEqual({ ...all('unknown'), 'survives-clock-changes': 'fail' });
  });

  it('do not apply where no clients can be scheduled', () => {
    const unavailable = { reason: 'no named pipes here', remedy: 'use Linux' };
    expect(verdicts(factWith({ unavailable }))).toEqual(all('n/a'));
  });

  it('report recovery, waits and takeovers as numbers', () => {
    expect(nemesisMeasures.judge([factWith({ falseTakeovers: 2, starved: 1 })]).metrics).toEqual([
      { name: 'recovery-after-kill', value: 12_500, unit: 'ms' },
      { name: 'recovery-after-pause', value: 10_000, unit: 'ms' },
      { name: 'longest-wait', value: 25, unit: 'ms' },
      { name: 'false-takeovers', value: 2, unit: 'locks' },
      { name: 'starved', value: 1, unit: 'writers' },
    ]);
  });
});
