// Failures leave no descriptors open.
import { factsOf } from '../../../results/facts/facts-of.js';
import type { Check } from '../../scenario.js';
import { count, failed, inapplicable, passed, undecided } from '../judgement.js';
import { faultsOf, tooFewFaults } from './fault-survey.js';

const PROOFS_MAX = 3;

export const noDescriptorLeak: Check = {
  id: 'no-descriptor-leak',
  title: 'A failure leaves no descriptor open',
  explanation:
    'Open descriptors are counted before each fault and after both stores were closed; what grew is repeated three ' +
    'times. Then one store meets 100 failed writes, and is not closed between them. Fails when it grows each time ' +
    '(descriptor-leak). Needs /proc (Linux).',
  judge(facts) {
    const records = factsOf(facts, 'io-faults');
    const looked = { n: faultsOf(facts).length, unit: 'faults' };
    const leaks = records.flatMap(({ descriptorLeaks }) => descriptorLeaks ?? []);
    if (leaks.length > 0) {
      const evidence = leaks.slice(0, PROOFS_MAX).map(({ call, operation, fault, perFailure }) => ({
        anomaly: 'descriptor-leak',
        description: `Each time ${count(perFailure, 'descriptor')} stayed open.`,
        witness: [
          `${call}: ${operation}: ${fault}`,
          `${count(perFailure, 'descriptor')} more after each repetition`,
        ],
      }));
      return failed(
        `descriptor-leak after ${count(leaks.length, 'kind of fault', 'kinds of faults')}`,
        looked,
        evidence,
      );
    }
    const reason = tooFewFaults(facts);
    if (reason !== null) return undecided(reason, looked);
    if (records.some(({ descriptorLeaks }) => descriptorLeaks === null)) {
      return inapplicable('This system does not list the open descriptors of a process', looked);
    }
    return passed(`No descriptor stayed open after ${count(looked.n, 'fault')}`, looked);
  },
};
