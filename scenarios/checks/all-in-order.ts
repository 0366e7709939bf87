// 100 sequential writes: each is acknowledged with the next rev, and another client reads it before the next
// one.
import type { TaskFile } from '../../strategies/strategy.js';
import type { Check } from '../scenario.js';
import {
  type Call,
  callsLabelled,
  describeCall,
  inputOf,
  judgeExpectations,
  type StepExpectation,
} from './session-steps.js';

export const allInOrder: Check = {
  id: 'all-in-order',
  title: 'All sequential writes succeed in order',
  explanation:
    'Write n must resolve with rev n, and another client that reads right after the acknowledgement must see ' +
    'exactly that document. M0.3: "Final Rev: 100 (all writes succeeded in order)".',
  judge(facts) {
    const writes = callsLabelled(facts, 'write ');
    const reads = callsLabelled(facts, 'read ');
    const expectations = writes.flatMap((write, index): StepExpectation[] => {
      const read = reads[index];
      const rev = index + 1;
      return [
        {
          anomaly: 'write-failed',
          description: `write ${rev} was not acknowledged with rev ${rev}`,
          met: write.outcome.type === 'ok' && revOf(write) === rev,
          witness: [describeCall(write)],
        },
        {
          anomaly: 'ack-before-commit',
          description: `write ${rev} was acknowledged, but the next read did not see it`,
          met: read === undefined ? null : tokenOf(read) === JSON.stringify(inputOf(write).next.holdfast),
          witness: [describeCall(write), ...(read === undefined ? [] : [describeCall(read)])],
        },
      ];
    });
    return judgeExpectations(
      expectations,
      'writes and reads',
      `${writes.length} writes in order, final rev ${writes.length}, nothing lost`,
    );
  },
};

function revOf(call: Call): number | undefined {
  return call.outcome.type === 'ok' ? (call.outcome.value as TaskFile | null)?.rev : undefined;
}

function tokenOf(call: Call): string | undefined {
  return call.outcome.type === 'ok'
    ? JSON.stringify((call.outcome.value as TaskFile | null)?.holdfast)
    : undefined;
}
