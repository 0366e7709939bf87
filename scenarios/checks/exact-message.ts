// The message of a conflict is the promised one, including both numbers.
import type { Check } from '../scenario.js';
import {
  callsLabelled,
  describeCall,
  inputOf,
  judgeExpectations,
  type StepExpectation,
} from './session-steps.js';

export const exactMessage: Check = {
  id: 'exact-message',
  title: 'The conflict says which rev was expected and which was found',
  explanation:
    'The message of a CONFLICT must be exactly "Conflict detected: expected rev E, found F", where F is the ' +
    'document\'s rev (0 when absent). M0.3: "Conflict detected: expected rev 1, found 2".',
  judge(facts) {
    const expectations = callsLabelled(facts, 'stale: ').map((call): StepExpectation => {
      const found = /found (\d+)/.exec(call.label)?.[1] ?? '0';
      const wanted = `Conflict detected: expected rev ${inputOf(call).expectedRev}, found ${found}`;
      const message = call.outcome.type === 'error' ? call.outcome.message : null;
      return {
        anomaly: 'wrong-conflict-message',
        description:
          message === null ? `"${call.label}" gave no message` : `said "${message}" instead of "${wanted}"`,
        met: message === wanted,
        witness: [describeCall(call)],
      };
    });
    return judgeExpectations(
      expectations,
      'conflicts',
      'every conflict named the expected and the found rev',
    );
  },
};
