// Whatever fails, an acknowledged document is there and whole, and what is acknowledged was done. Judged by the
// tokens of what a fresh client reads once the fault is over; the page cache is intact, so nothing here is
// about power loss.
import type { FaultAnswer, IoFault } from '../../../results/facts/io-faults-fact.js';
import type { Evidence } from '../../../results/verdicts/finding.js';
import type { Check } from '../../scenario.js';
import { faultSentence, judgeFaults } from './fault-survey.js';

export const keepsData: Check = {
  id: 'keeps-data',
  title: 'A fault costs no document',
  explanation:
    'Each operation of a write and of a read fails once, and from then on, with each error that it can give; reads and ' +
    'writes also take 1 byte, half, or all but one; a temporary file or a lock of the call is gone when it is to be renamed or removed. Where a fault lasts, two more callers of the same store write at the same ' +
    'time. Once the fault is over, a fresh client must read the document that was ' +
    'acknowledged last, or the one of a failed write, whole. Fails when an acknowledged write is not there ' +
    '(acknowledged-in-spite), the document is gone, torn or unreadable (damaged-by-fault), or a read took an error ' +
    'for “no document” (error-read-as-absent). Faults are injected at the calls of node:fs, or at system calls.',
  judge: (facts) => judgeFaults(facts, lossOf, 'Everything acknowledged was there after'),
};

function lossOf(fault: IoFault): Omit<Evidence, 'witness'> | null {
  return fault.call === 'read' ? readLoss(fault) : writeLoss(fault);
}

function readLoss(fault: IoFault): Omit<Evidence, 'witness'> | null {
  const { answer, oldToken } = fault;
  if (answer.type === 'ok' && answer.rev === null) {
    const description = `A read answered that there is no document, though there is one: ${faultSentence(fault)}.`;
    return { anomaly: 'error-read-as-absent', description };
  }
  if (answer.type === 'ok' && answer.token !== oldToken) {
    const description = `A read answered with something that nobody wrote: ${faultSentence(fault)}.`;
    return { anomaly: 'damaged-by-fault', description };
  }
  return damage(fault, [oldToken]);
}

function writeLoss(fault: IoFault): Omit<Evidence, 'witness'> | null {
  const { answer, oldToken, newToken, beside = [], after } = fault;
  if (beside.length > 0) return lossAmongCallers(fault, beside);
  if (answer.type !== 'ok') return damage(fault, [oldToken, newToken]);
  const fresh = after?.fresh;
  const isThere =
    fresh?.type === 'document' &&
    fresh.observed.intact &&
    fresh.observed.token === newToken &&
    fresh.observed.rev === 2;
  if (fresh === undefined || isThere) return null;
  const description = `A write was acknowledged and is not what a fresh client reads: ${faultSentence(fault)}.`;
  return { anomaly: 'acknowledged-in-spite', description };
}

/**
 * The highest rev that was acknowledged must be there, or that of a write which may have happened after it. Two of
 * one rev are no fault's doing: calls-take-turns tells them.
 */
function lossAmongCallers(
  fault: IoFault,
  beside: NonNullable<IoFault['beside']>,
): Omit<Evidence, 'witness'> | null {
  const { answer, oldToken, newToken, after } = fault;
  const writes = [{ token: newToken, answer }, ...beside];
  const revOf = (given: FaultAnswer): number | null => (given.type === 'ok' ? (given.rev ?? 0) : null);
  const tokensOf = (rev: number | null) =>
    writes.filter((one) => revOf(one.answer) === rev).map(({ token }) => token);
  const uncertain = tokensOf(null);
  if (uncertain.length === writes.length) return damage(fault, [oldToken, ...uncertain]);
  const fresh = after?.fresh;
  if (fresh === undefined) return null;
  const highest = Math.max(...writes.map((one) => revOf(one.answer) ?? 0));
  const { rev, token, intact } =
    fresh.type === 'document' ? fresh.observed : { rev: 0, token: null, intact: false };
  const isThere = rev === highest && tokensOf(highest).includes(token);
  const isLater = rev > highest && uncertain.includes(token);
  if (intact && (isThere || isLater)) return null;
  const description = `Of ${writes.length} writes at once one was acknowledged and is not what a fresh client reads: ${faultSentence(fault)}.`;
  return { anomaly: 'acknowledged-in-spite', description };
}

/** `allowed`: the tokens that a fresh client may find. */
function damage(fault: IoFault, allowed: readonly (string | null)[]): Omit<Evidence, 'witness'> | null {
  const fresh = fault.after?.fresh;
  if (fresh === undefined) return null;
  const found = (what: string): Omit<Evidence, 'witness'> => ({
    anomaly: 'damaged-by-fault',
    description: `After a failed ${fault.call} ${what}: ${faultSentence(fault)}.`,
  });
  switch (fresh.type) {
    case 'absent':
      return found('the document is gone');
    case 'error':
      // A lock that is still held hides the document; `works-again` tells it.
      return fresh.code === 'LOCKED'
        ? null
        : found(`the document cannot be read (${fresh.code ?? 'no code'})`);
    case 'document': {
      if (!fresh.observed.intact) return found('the document is torn');
      return allowed.includes(fresh.observed.token) ? null : found('a fresh client reads what nobody wrote');
    }
    default:
      return fresh satisfies never;
  }
}
