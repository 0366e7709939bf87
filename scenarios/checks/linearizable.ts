// Operations take effect between their invocation and their completion, in the order of revs.
import type { Check } from '../scenario.js';
import { judgeAnomalies } from './histories.js';

export const linearizable: Check = {
  id: 'linearizable',
  title: 'Reads are current and writes keep real-time order',
  explanation:
    'Linearizability of a compare-and-swap register (Herlihy and Wing 1990): a read must not return an older ' +
    'document than one that was known before it began, and a write must not get a lower rev than one known before ' +
    'it began. Validated in the tests against a general checker.',
  judge: (facts) => judgeAnomalies(facts, ['stale-read', 'real-time-order'], { passed: 'no stale read, no order violated' }),
};
