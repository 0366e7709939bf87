// CONFLICT is correct: the expected rev was not current, nothing was written, and the message names both
// revs. Judged from the recorded histories. Where the chain of revs is broken no rev is "current", so whether
// a CONFLICT was justified is unknown there.
import type { Evidence } from '../../results/verdicts/finding.js';
import type { HistoryFact, WriteOp } from '../../results/vocabulary/history.js';
import type { Check } from '../scenario.js';
import { gatherAnomalies } from './anomaly-evidence.js';
import { survey, vacuity } from './contention-survey.js';
import { checkHistory, isChainWhole } from './history/check-history.js';
import { witnessLines } from './history/witness-lines.js';
import { count, failed, passed, undecided } from './judgement.js';

const MESSAGE = /^Conflict detected: expected rev (\d+), found (\d+)$/;
const PROOFS_MAX = 3;

export const exactConflicts: Check = {
  id: 'exact-conflicts',
  title: 'CONFLICT is said exactly when it is true',
  explanation:
    'Fails on a CONFLICT while the expected rev was current from invocation to completion (false-conflict), on a ' +
    'write that ended with CONFLICT or LOCKED and took effect (committed-but-errored), and on a message that is not ' +
    '"Conflict detected: expected rev E, found F" with the expected rev E and another rev F that is not older than ' +
    'what had been acknowledged before (inexact-message). An error other than CONFLICT and LOCKED only says that ' +
    'the write may have happened, so seeing such a write is legal; the note counts them. Unknown when no CONFLICT ' +
    'was met or the chain of revs is broken. M0.3: "Conflict detected: expected rev 1, found 2".',
  judge(facts) {
    const seen = survey(facts);
    const afterError = gatherAnomalies(seen.histories, ['error-after-commit']).total;
    const note = `${count(afterError, 'write')} took effect although an error other than CONFLICT or LOCKED was thrown`;
    const looked = { n: seen.conflicts, unit: 'conflicts', ...(afterError > 0 ? { note } : {}) };
    const found = gatherAnomalies(seen.histories, ['false-conflict', 'committed-but-errored']);
    const inexact = seen.histories.flatMap(inexactMessages);
    if (found.total + inexact.length > 0) {
      const parts = [found.summary, inexact.length > 0 ? `${inexact.length} × inexact-message` : ''];
      const summary = parts.filter((part) => part !== '').join(', ');
      const evidence = [...found.evidence, ...inexact.slice(0, PROOFS_MAX)];
      return failed(`${summary} in ${count(seen.conflicts, 'conflict')}`, looked, evidence);
    }
    const reason = vacuity(seen) ?? unjudgeable(seen.histories, seen.conflicts);
    if (reason !== null) return undecided(reason, looked);
    return passed(`${count(seen.conflicts, 'CONFLICT was', 'CONFLICTs were all')} true and exact`, looked);
  },
};

function unjudgeable(histories: readonly HistoryFact[], conflicts: number): string | null {
  if (conflicts === 0) return 'No write was refused with CONFLICT';
  if (histories.every((fact) => isChainWhole(checkHistory(fact)))) return null;
  return 'The chain of revs is broken, so which rev was current cannot be said';
}

function inexactMessages(fact: HistoryFact): Evidence[] {
  const isWhole = isChainWhole(checkHistory(fact));
  const known = acknowledgedBefore(fact);
  return fact.ops.flatMap((op): Evidence[] => {
    if (op.kind !== 'write' || op.outcome.type !== 'fail' || op.outcome.code !== 'CONFLICT') return [];
    const fault = faultOf(op, op.outcome.message, isWhole ? known(op.invokeNs) : 0);
    if (fault === null) return [];
    const witness = witnessLines([{ type: 'write', op }], fact.actors);
    return [{ anomaly: 'inexact-message', description: fault, witness }];
  });
}

function faultOf({ expectedRev }: WriteOp, message: string, foundMin: number): string | null {
  const match = MESSAGE.exec(message);
  if (match === null) return 'The message of a CONFLICT is not “Conflict detected: expected rev E, found F”.';
  const [expected, found] = [Number(match[1]), Number(match[2])];
  if (expected !== expectedRev)
    return `A CONFLICT names ${expected} as the expected rev, it was ${expectedRev}.`;
  if (found === expected) return `A CONFLICT says it found the very rev ${found} that was expected.`;
  if (found < foundMin)
    return `A CONFLICT says it found rev ${found}, but rev ${foundMin} was acknowledged before.`;
  return null;
}

/** The highest rev that was acknowledged before a moment. */
function acknowledgedBefore(fact: HistoryFact): (ns: number) => number {
  let highest = fact.initial?.rev ?? 0;
  const steps = fact.ops
    .flatMap((op) =>
      op.kind === 'write' && op.outcome.type === 'ok' && op.completeNs !== null
        ? [{ ns: op.completeNs, rev: op.outcome.rev }]
        : [],
    )
    .sort((a, b) => a.ns - b.ns)
    .map(({ ns, rev }) => {
      highest = Math.max(highest, rev);
      return { ns, highest };
    });
  return (ns) => {
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((steps[middle]?.ns ?? Infinity) < ns) low = middle + 1;
      else high = middle;
    }
    return steps[low - 1]?.highest ?? fact.initial?.rev ?? 0;
  };
}
