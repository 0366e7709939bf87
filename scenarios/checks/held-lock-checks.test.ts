// The checks of a lock whose holder stands still, against observations written by hand.
import { describe, expect, test } from 'vitest';
import type { HeldLockAnswer, LeftLockRecovery } from '../../results/vocabulary/held-lock-observations.js';
import { observed, sessionOf } from '../testing/written-session.js';
import {
  keepsLockTimeout,
  lockSurvivesExit,
  survivesClockSetBack,
  survivesReusedPid,
} from './held-lock-checks.js';

const stopped = observed('a writer stands still', { reason: null });
const LOCKED: HeldLockAnswer['outcome'] = { code: 'LOCKED' };
const answer = (outcome: HeldLockAnswer['outcome'], durationMs = 5, lockTimeoutMs = 0): HeldLockAnswer => ({
  outcome,
  durationMs,
  lockTimeoutMs,
});

describe('keeps-lock-timeout', () => {
  const judged = (...answers: HeldLockAnswer[]) =>
    keepsLockTimeout.judge([sessionOf(stopped, observed('asked while it stands still', answers))]).verdict;

  test.each([
    ['refused in time', answer(LOCKED, 310, 300), 'pass'],
    ['on a slow machine', answer(LOCKED, 3200, 300), 'pass'],
    ['acknowledged: no lock, or one that was taken over', answer('ok'), 'pass'],
    ['another error in time', answer({ code: null }), 'pass'],
    ['much too late', answer(LOCKED, 9000, 300), 'fail'],
    ['never', answer('unanswered', 4000), 'fail'],
  ])('%s', (_, one, verdict) => {
    expect(judged(answer(LOCKED), one)).toBe(verdict);
  });
});

describe('lock-survives-exit', () => {
  const judged = (before: HeldLockAnswer, after: HeldLockAnswer) =>
    lockSurvivesExit.judge([sessionOf(stopped, observed('asked around an exit', { before, after }))]).verdict;

  test.each([
    ['kept out before and after', LOCKED, LOCKED, 'pass'],
    ['let in after', LOCKED, 'ok', 'fail'],
    ['let in before', 'ok', 'ok', 'n/a'],
    ['another error before', { code: 'IO' }, 'ok', 'n/a'],
    ['no answer after', LOCKED, 'unanswered', 'unknown'],
  ] as const)('%s', (_, before, after, verdict) => {
    expect(judged(answer(before), answer(after))).toBe(verdict);
  });
});

describe.each([
  [survivesReusedPid, 'left with the process id of a stranger'],
  [survivesClockSetBack, 'left from a time to come'],
] as const)('$id', (check, label) => {
  const judged = (outcome: LeftLockRecovery['outcome'], applies = true) =>
    check.judge([sessionOf(stopped, observed(label, { applies, outcome, left: ['tasks.yaml.lock'] }))])
      .verdict;

  test.each([
    ['got through', 'ok', true, 'pass'],
    ['kept out', { code: 'LOCKED', message: 'locked' }, true, 'fail'],
    ['the client died, and nothing is known', { code: null, message: 'SIGKILL' }, true, 'unknown'],
    ['nothing to change', 'ok', false, 'n/a'],
  ] as const)('%s', (_, outcome, applies, verdict) => {
    expect(judged(outcome, applies)).toBe(verdict);
  });

  test.each([
    ['got through', 'ok', 'fail'],
    ['were kept out, too', { code: 'LOCKED', message: 'locked' }, 'n/a'],
    ['died, and nothing is known', { code: null, message: 'SIGKILL' }, 'unknown'],
  ] as const)('kept out, and without the change clients %s', (_, unchanged, verdict) => {
    const left = ['tasks.yaml.lock'];
    const outcome = { code: 'LOCKED', message: 'locked' };
    const facts = sessionOf(
      stopped,
      observed(label, { applies: true, outcome, left }),
      observed('left as it was', { applies: true, outcome: unchanged, left }),
    );
    expect(check.judge([facts]).verdict).toBe(verdict);
  });
});

test.each([keepsLockTimeout, lockSurvivesExit, survivesReusedPid, survivesClockSetBack])(
  '$id does not apply where no writer can be stopped, and is unknown without observations',
  (check) => {
    const reason = 'native code writes';
    expect(check.judge([sessionOf(observed('a writer stands still', { reason }))]).verdict).toBe('n/a');
    expect(check.judge([sessionOf(stopped)]).verdict).toBe('unknown');
    expect(check.judge([]).verdict).toBe('unknown');
  },
);
