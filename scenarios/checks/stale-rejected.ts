// Stale writes are rejected with code CONFLICT and change nothing; other writes succeed with rev + 1. What counts
// as unchanged follows from the writes that were acknowledged, not from those that the script meant to succeed.
import type { Fact } from '../../results/facts/facts.js';
import type { TaskFile } from '../../strategies/strategy.js';
import type { Check } from '../scenario.js';
import {
  allCalls,
  type Call,
  callsLabelled,
  describeCall,
  judgeExpectations,
  type StepExpectation,
} from './session-steps.js';

export const staleRejected: Check = {
  id: 'stale-rejected',
  title: 'Stale writes are rejected and change nothing',
  explanation:
    'Every write whose expected rev is not the current one must reject with code CONFLICT, and the document read ' +
    'afterwards must have the rev of the last acknowledged write; the good writes in between must be acknowledged. ' +
    'M0.3 "Write rejected with conflict error". One client at a time: no races here.',
  judge(facts) {
    const stale = callsLabelled(facts, 'stale: ').map(
      (call): StepExpectation => ({
        anomaly: call.outcome.type === 'ok' ? 'accepted-stale-write' : 'wrong-conflict-message',
        description:
          call.outcome.type === 'ok'
            ? `"${call.label}" was acknowledged`
            : `"${call.label}" was not rejected with CONFLICT`,
        met: call.outcome.type === 'error' && call.outcome.code === 'CONFLICT',
        witness: [describeCall(call)],
      }),
    );
    const good = callsLabelled(facts, 'good: ').map(
      (call): StepExpectation => ({
        anomaly: 'rejected-good-write',
        description: `"${call.label}" was not acknowledged`,
        met: call.outcome.type === 'ok',
        witness: [describeCall(call)],
      }),
    );
    const still = callsLabelled(facts, 'still: ').map(
      (call): StepExpectation => ({
        anomaly: 'changed-by-stale-write',
        description: `"${call.label}" was not so after a rejected write`,
        met: call.outcome.type === 'ok' && revOf(call.outcome.value) === acknowledgedRev(facts, call),
        witness: [describeCall(call)],
      }),
    );
    if (stale.length === 0) return judgeExpectations([], 'writes', '');
    return judgeExpectations(
      [...stale, ...good, ...still],
      'writes',
      `${stale.length} stale writes were rejected, and changed nothing`,
    );
  },
};

function revOf(document: unknown): unknown {
  return document === null ? 0 : (document as Partial<TaskFile> | undefined)?.rev;
}

/**
 * Of the last write before this read that was acknowledged, stale or not; 0 when none was. What the script
 * meant to have written says nothing: where a good write was refused, nothing was changed either.
 */
function acknowledgedRev(facts: readonly Fact[], read: Call): unknown {
  const calls = allCalls(facts);
  const before = calls.slice(0, calls.indexOf(read));
  const last = before.findLast(({ action, outcome }) => action === 'write' && outcome.type === 'ok');
  return last?.outcome.type === 'ok' ? revOf(last.outcome.value) : 0;
}
