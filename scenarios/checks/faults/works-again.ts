// When the fault is over, the store that met it and a new one can write; no call hangs, nothing is thrown
// outside a call.
import type { FaultAnswer, IoFault } from '../../../results/facts/io-faults-fact.js';
import type { Evidence } from '../../../results/verdicts/finding.js';
import type { Check } from '../../scenario.js';
import { disturbsCleanup, faultSentence, judgeFaults } from './fault-survey.js';

export const worksAgain: Check = {
  id: 'works-again',
  title: 'When the fault is over, writes get through again',
  explanation:
    'After each fault the same store writes on what a fresh client read, and then a new store. Fails when one is refused ' +
    'as LOCKED (lock-kept-after-fault) or fails otherwise (broken-for-good), when a call does not return within ' +
    'five minutes of virtual time, or 10 s of real time where native code takes part (hang-after-fault), and when something is thrown outside any call (uncaught-exception). Where the fault may ' +
    'have met the release of the lock, too, a lock that is there still is left out. A document that the fault ' +
    'damaged is told by `keeps-data`. A store that refuses everything until it is opened anew fails, too: the program ' +
    'would have to know.',
  judge: (facts) => judgeFaults(facts, trouble, 'Both stores could write again after'),
};

function trouble(fault: IoFault): Omit<Evidence, 'witness'> | null {
  const { answer, beside = [], uncaught, after } = fault;
  const told = (anomaly: string, what: string) => ({
    anomaly,
    description: `${what}: ${faultSentence(fault)}.`,
  });
  if (uncaught !== null) return told('uncaught-exception', 'Something was thrown outside any call');
  if (answer.type === 'hang') return told('hang-after-fault', `The ${fault.call} never returned`);
  if (beside.some((one) => one.answer.type === 'hang')) {
    return told('hang-after-fault', 'A write of another caller never returned');
  }
  if (after === null) return null;
  const { fresh, sameStore, newStore } = after;
  const damaged = fresh.type !== 'document' || !fresh.observed.intact;
  for (const [who, next] of [
    ['the same store', sameStore],
    ['a new store', newStore],
  ] as const) {
    const name = anomalyOf(next, damaged);
    if (name === 'lock-kept-after-fault' && disturbsCleanup(fault)) continue;
    if (name !== null) return told(name, `The fault is over, and ${who} cannot write`);
  }
  return null;
}

function anomalyOf(next: FaultAnswer, damaged: boolean): string | null {
  if (next.type === 'hang') return 'hang-after-fault';
  if (next.type === 'ok') return null;
  if (next.code === 'LOCKED') return 'lock-kept-after-fault';
  return damaged ? null : 'broken-for-good';
}
