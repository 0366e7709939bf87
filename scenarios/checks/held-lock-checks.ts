// What others may expect of a lock whose holder stands still: an answer in time, a lock that stays when an
// innocent program ends, and one that can be had again after the holder has died, whoever has its process id
// by then and whatever the clock says.
import type { z } from 'zod';
import type { Fact } from '../../results/facts/facts.js';
import type { CheckJudgement } from '../../results/verdicts/finding.js';
import {
  type HeldLockAnswer,
  type HeldLockLabel,
  heldLockSchemas,
  type LeftLockRecovery,
} from '../../results/vocabulary/held-lock-observations.js';
import type { Check } from '../scenario.js';
import { inapplicable } from './judgement.js';
import { judgeExpectations, observations } from './session-steps.js';

/** How much longer than its timeout a write may take until it is refused. */
const LATE_MS_MAX = 3000;

function observedAs<L extends HeldLockLabel>(
  facts: readonly Fact[],
  label: L,
): z.infer<(typeof heldLockSchemas)[L]> | null {
  const [found] = observations(facts, label);
  if (found === undefined) return null;
  return heldLockSchemas[label].parse(found.observed) as z.infer<(typeof heldLockSchemas)[L]>;
}

/** Why there is nothing to judge: no writer could be stopped. null: one was. */
function whyNot(facts: readonly Fact[]): CheckJudgement | null {
  const reason = observedAs(facts, 'a writer stands still')?.reason ?? null;
  return reason === null
    ? null
    : inapplicable(`no writer could be stopped: ${reason}`, { n: 0, unit: 'writers' });
}

export const keepsLockTimeout: Check = {
  id: 'keeps-lock-timeout',
  title: 'A write waits for the lock as long as it may, and no longer',
  explanation:
    'While a writer stands still that holds the lock, others write with lockTimeoutMs 0 and 300, in the longer ' +
    'profiles with 5,000 as well. Each must be answered within its timeout and 3 s, with LOCKED or otherwise: who ' +
    'waits for ever for a holder that hangs, hangs too. Whether a lock may be taken from a holder that stands still is not judged here.',
  judge(facts) {
    const why = whyNot(facts);
    if (why !== null) return why;
    const answers = observedAs(facts, 'asked while it stands still') ?? [];
    return judgeExpectations(
      answers.map((answer) => ({
        anomaly: 'overlong-wait',
        description: `a write with lockTimeoutMs ${answer.lockTimeoutMs} ${told(answer)} while the holder of the lock stood still`,
        met: answer.outcome !== 'unanswered' && answer.durationMs <= answer.lockTimeoutMs + LATE_MS_MAX,
        witness: [],
      })),
      'writes',
      'every write was answered in time although the holder stood still',
    );
  },
};

export const lockSurvivesExit: Check = {
  id: 'lock-survives-exit',
  title: 'A lock stays when another program ends',
  explanation:
    'A program that had written and closed before ends in the ordinary way, with its exit handlers, while somebody ' +
    'else stands still and holds the lock. Whoever was LOCKED before that must be LOCKED after it: an exit ' +
    "handler that removes the lock by its name removes anybody's.",
  judge(facts) {
    const why = whyNot(facts);
    if (why !== null) return why;
    const asked = observedAs(facts, 'asked around an exit');
    const looked = { n: 0, unit: 'exits' };
    if (asked !== null && !isLocked(asked.before)) {
      return inapplicable('nobody was kept out while the writer stood still', looked);
    }
    const outcomes =
      asked === null
        ? []
        : [
            {
              anomaly: 'unlocked-by-exit',
              description: `another program ended, and a write that had been LOCKED ${told(asked.after)}, although the holder still stood there`,
              met: asked.after.outcome === 'ok' ? false : asked.after.outcome === 'unanswered' ? null : true,
              witness: [`before: ${told(asked.before)}`, `after: ${told(asked.after)}`],
            },
          ];
    return judgeExpectations(outcomes, 'exits', 'the lock stayed when another program ended');
  },
};

export const survivesReusedPid: Check = {
  id: 'survives-reused-pid',
  title: "A dead writer's lock can be had, whoever has its process id now",
  explanation:
    'The holder is killed, and in what it left its process id is replaced by that of a living process that has ' +
    'nothing to do with it, as happens after a reboot, or in containers where every program is pid 1. A fresh client must get ' +
    'through within 15 s of virtual time. Does not apply where the id is not in what was left, or where a fresh client ' +
    'does not get through what was left as it is.',
  judge: (facts) =>
    judgeLeft(
      facts,
      'left with the process id of a stranger',
      'the process id is not in what a dead writer leaves',
      'a living stranger has the process id of the dead holder',
    ),
};

export const survivesClockSetBack: Check = {
  id: 'survives-clock-set-back',
  title: 'A lock from a time to come can be had',
  explanation:
    'The holder is killed, and what it left is dated an hour ahead, as after a wall clock that was set back. A fresh ' +
    'client must get through within 15 s of virtual time: a lock that is stale by its age never gets old then. Does ' +
    'not apply where it does not get through without the change, either.',
  judge: (facts) =>
    judgeLeft(
      facts,
      'left from a time to come',
      'a dead writer leaves nothing',
      'what the dead holder left is from a time to come',
    ),
};

function judgeLeft(
  facts: readonly Fact[],
  label: 'left with the process id of a stranger' | 'left from a time to come',
  whyInapplicable: string,
  because: string,
): CheckJudgement {
  const why = whyNot(facts);
  if (why !== null) return why;
  const left: LeftLockRecovery | null = observedAs(facts, label);
  if (left?.applies === false) return inapplicable(whyInapplicable, { n: 0, unit: 'recoveries' });
  const unchanged = observedAs(facts, 'left as it was')?.outcome ?? 'ok';
  const hasControlDied = unchanged !== 'ok' && unchanged.code === null;
  if (unchanged !== 'ok' && unchanged.code !== null && left?.outcome !== 'ok') {
    const reason = `nobody gets through what a dead writer leaves as it is, either (${unchanged.code})`;
    return inapplicable(reason, { n: 0, unit: 'recoveries' });
  }
  const recoveries = left === null ? [] : [left];
  return judgeExpectations(
    recoveries.map(({ outcome, left: names }) => ({
      anomaly: 'stuck-lock',
      description: `no client can write any more (${outcome === 'ok' ? 'but it could' : (outcome.code ?? outcome.message)}): ${because}`,
      met: outcome === 'ok' ? true : outcome.code === null || hasControlDied ? null : false,
      witness: [`left behind: ${names.join(', ')}`],
    })),
    'recoveries',
    'a fresh client got through',
  );
}

function isLocked({ outcome }: HeldLockAnswer): boolean {
  return typeof outcome === 'object' && outcome.code === 'LOCKED';
}

function told({ outcome, durationMs }: HeldLockAnswer): string {
  if (outcome === 'unanswered') return `had no answer after ${Math.round(durationMs)} ms`;
  const answer =
    outcome === 'ok' ? 'was acknowledged' : `was refused with ${outcome.code ?? 'an error without code'}`;
  return `${answer} after ${Math.round(durationMs)} ms`;
}
