// A failed write leaves nothing behind that the next good ones do not clear away.
import type { IoFault } from '../../../results/facts/io-faults-fact.js';
import type { Evidence } from '../../../results/verdicts/finding.js';
import type { Check } from '../../scenario.js';
import { disturbsCleanup, faultSentence, judgeFaults } from './fault-survey.js';

export const noLitterAfterFault: Check = {
  id: 'no-litter-after-fault',
  title: 'A failed write leaves no files',
  explanation:
    'After each fault two good writes follow; then the directory is listed. Fails when it holds files that ordinary ' +
    'writes of the strategy do not leave (litter-after-fault). Where the fault met the clearing up, too, what ' +
    'stays is its doing.',
  judge: (facts) => judgeFaults(facts, litter, 'Nothing was left behind after'),
};

function litter(fault: IoFault): Omit<Evidence, 'witness'> | null {
  const { after } = fault;
  if (after === null || disturbsCleanup(fault) || after.litter.length === 0) return null;
  if (after.sameStore.type !== 'ok' || after.newStore.type !== 'ok') return null;
  return {
    anomaly: 'litter-after-fault',
    description: `${after.litter.join(', ')} stayed: ${faultSentence(fault)}.`,
  };
}
