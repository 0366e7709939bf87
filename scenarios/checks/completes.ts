// The strategy neither dies nor hangs: no actor ended inside its code by a signal, an exit, an exception from
// a timer or a call that never returned. A death outside the strategy's code is the harness's fault, and a
// SIGKILL that the harness did not send may come from the kernel when memory runs out: both make this
// unknown.

import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type { Evidence } from '../../results/verdicts/finding.js';
import type { DeathFact } from '../../results/vocabulary/death.js';
import type { Check } from '../scenario.js';
import { count, failed, inapplicable, passed, undecided } from './judgement.js';

const PROOFS_MAX = 3;

export const completes: Check = {
  id: 'completes',
  title: 'Neither crashes nor hangs',
  explanation:
    'Each actor marks when it enters and leaves the strategy. Fails when one died or hung while loading, opening, ' +
    'reading, writing or closing, let an exception escape from a timer, or used more memory than a case may. Other deaths outside those calls, a SIGKILL that the harness did not ' +
    'send, and operations that never returned without a death to explain them are unknown. Actors that were killed on purpose are not counted.',
  judge(facts) {
    const looked = { n: facts.filter(isRecord).length, unit: 'records' };
    const deaths = factsOf(facts, 'death');
    // An exception out of a timer or an event is the strategy's, wherever the actor was at that moment.
    const own = deaths.filter(isOwn);
    const [first] = own;
    if (first !== undefined) {
      const more = own.length > 1 ? ` (and ${own.length - 1} more)` : '';
      return failed(`${told(first)}${more}`, looked, own.slice(0, PROOFS_MAX).map(evidenceOf));
    }
    const [foreign] = deaths;
    if (foreign !== undefined) return undecided(whoseDoing(foreign), looked);
    const [absent] = factsOf(facts, 'interleavings').flatMap(({ unavailable }) => unavailable ?? []);
    if (looked.n === 0 && absent !== undefined) return inapplicable(absent.reason, looked);
    if (looked.n === 0) return undecided('Nothing was recorded', looked);
    const lost = factsOf(facts, 'kill-points').length > 0 ? 0 : neverReturned(facts);
    if (lost > 0)
      return undecided(`${count(lost, 'operation')} never returned, and no death was recorded`, looked);
    return passed('Nobody died and nobody hung', looked);
  },
};

function isOwn({ inside, how }: DeathFact): boolean {
  if (how.type === 'uncaught') return true;
  return inside !== 'outside' && !(how.type === 'signal' && how.signal === 'SIGKILL');
}

function whoseDoing(death: DeathFact): string {
  const isKilled = death.how.type === 'signal' && death.how.signal === 'SIGKILL';
  const why = isKilled
    ? 'which the harness did not send: the kernel does so when memory runs out, and so may anybody else'
    : "which is not the strategy's doing";
  return `${told(death)}, ${why}`;
}

/** A search that can't run on this platform ran no client. */
function isRecord(fact: Fact): boolean {
  return fact.kind !== 'death' && !(fact.kind === 'interleavings' && fact.unavailable !== null);
}

function neverReturned(facts: Parameters<Check['judge']>[0]): number {
  return factsOf(facts, 'history')
    .flatMap(({ ops }) => ops)
    .filter(({ completeNs }) => completeNs === null).length;
}

function evidenceOf(death: DeathFact): Evidence {
  const byType = {
    hang: 'hang',
    uncaught: 'uncaught-exception',
    memory: 'memory-exhausted',
    signal: 'crash',
    exit: 'crash',
  };
  const anomaly = isRejection(death.how) ? 'write-failed' : byType[death.how.type];
  return { anomaly, description: `${told(death)}.`, witness: [told(death)] };
}

/** Nothing died: the strategy rejected a call that the case could not go on without. */
function isRejection(how: DeathFact['how']): boolean {
  return how.type === 'uncaught' && how.rejected === true;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

function told({ how, inside, actor }: DeathFact): string {
  const who = actor === null ? 'The host process' : `Actor ${actor}`;
  const where = inside === 'outside' ? 'between calls' : `inside ${inside}`;
  switch (how.type) {
    case 'signal':
      return `${who} was ended by ${how.signal} ${where}`;
    case 'exit':
      return `${who} exited with ${how.exitCode ?? 'no code'} ${where}`;
    case 'hang':
      return `${who} had not returned after ${how.afterMs} ms ${where}`;
    case 'memory':
      return `The case used ${mebibytes(how.bytes)} MiB of memory, more than ${mebibytes(how.bytesMax)}, and was ended ${where}`;
    case 'uncaught':
      if (isRejection(how)) {
        const code = how.code === undefined ? '' : `${how.code}: `;
        // Actors open beside each other; of other calls only those without a competitor must not be rejected.
        return inside === 'open'
          ? `Opening the store was rejected: ${code}${how.message}`
          : `A call was rejected that had no competitor, ${where}: ${code}${how.message}`;
      }
      return `${who} died of an uncaught exception ${where}: ${how.message}`;
  }
}
