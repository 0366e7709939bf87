// A call that fails says so with a code.
import type { IoFault } from '../../../results/facts/io-faults-fact.js';
import type { Evidence } from '../../../results/verdicts/finding.js';
import type { Check } from '../../scenario.js';
import { faultSentence, judgeFaults } from './fault-survey.js';

export const failsTyped: Check = {
  id: 'fails-typed',
  title: 'A failure carries a code',
  explanation:
    'A call that meets a fault may succeed or reject; a rejection carries a code, the one of the system or one of the ' +
    'strategy’s own. Fails when there is none (untyped-failure): the caller cannot tell a full disk from a conflict.',
  judge: (facts) => judgeFaults(facts, untyped, 'Every rejection carried a code, in'),
};

function untyped(fault: IoFault): Omit<Evidence, 'witness'> | null {
  const { answer } = fault;
  if (answer.type !== 'error' || answer.code !== null) return null;
  return {
    anomaly: 'untyped-failure',
    description: `A ${fault.call} rejected with “${answer.message}”, without a code: ${faultSentence(fault)}.`,
  };
}
