// A write that can't have its lock is not done without it.
import type { Fact } from '../../../results/facts/facts.js';
import { factsOf } from '../../../results/facts/facts-of.js';
import type { IoFault } from '../../../results/facts/io-faults-fact.js';
import type { Evidence } from '../../../results/verdicts/finding.js';
import type { Check } from '../../scenario.js';
import { inapplicable } from '../judgement.js';
import { faultSentence, faultsOf, judgeFaults } from './fault-survey.js';

export const keepsExclusion: Check = {
  id: 'keeps-exclusion',
  title: 'No write without its lock',
  explanation:
    'An undisturbed write takes a lock that can be seen: flock, fcntl or OFD, by an addon or announced. Fails when a ' +
    'write that met a fault is acknowledged and took none (wrote-without-lock): when locks are not to be had (ENOLCK, ' +
    'EMFILE, EACCES) every writer goes on unlocked, and updates are lost. Locks that are the existence of a file are ' +
    'not seen as locks here; a strategy without any is not judged.',
  judge(facts) {
    if (facts.some(({ kind }) => kind === 'io-faults') && !takesLocks(facts)) {
      return inapplicable('Its writes take no lock that can be seen', {
        n: faultsOf(facts).length,
        unit: 'faults',
      });
    }
    const judgement = judgeFaults(facts, unlocked, 'No write went on without its lock after');
    const isByCalls = factsOf(facts, 'io-faults').some(({ by }) => by === 'strace');
    if (judgement.verdict !== 'pass' || !isByCalls) return judgement;
    const looked = { n: faultsOf(facts).length, unit: 'faults' };
    return inapplicable('Its system calls were failed, and whether they lock is not watched', looked);
  },
};

function takesLocks(facts: readonly Fact[]): boolean {
  return factsOf(facts, 'io-faults').some(({ calls }) =>
    calls.some(({ call, locked }) => call === 'write' && locked),
  );
}

function unlocked(fault: IoFault): Omit<Evidence, 'witness'> | null {
  if (fault.call !== 'write' || fault.answer.type !== 'ok' || fault.locked) return null;
  const description = `A write was acknowledged that took no lock: ${faultSentence(fault)}.`;
  return { anomaly: 'wrote-without-lock', description };
}
