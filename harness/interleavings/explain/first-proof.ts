// When a violation is first proven: at the first answer after which the history so far shows it, whatever may
// follow. Later steps are left out of the explanation.
import type { HistoryFact, HistoryOp } from '../../../results/vocabulary/history.js';
import type { ViolationClass } from '../../../results/vocabulary/schedule.js';
import { violationsOf } from '../oracle.js';
import type { Execution } from '../program.js';

/** On the clock of the steps; Infinity: only the final state proves it, or nothing does. */
export function firstProofNs(execution: Execution, wanted: ViolationClass): number {
  const { finalState } = execution;
  if (finalState === null || execution.ending.type !== 'finished') return Infinity;
  const { history } = finalState;
  const answersNs = history.ops.flatMap(({ completeNs }) => (completeNs === null ? [] : [completeNs]));
  for (const atNs of answersNs.sort((a, b) => a - b)) {
    const sofar = { ...execution, finalState: { history: until(history, atNs), probe: null } };
    if (violationsOf(sofar).some((found) => found.class === wanted)) return atNs;
  }
  return Infinity;
}

function until(history: HistoryFact, atNs: number): HistoryFact {
  return {
    ...history,
    ops: history.ops.filter(({ invokeNs }) => invokeNs <= atNs).map((op) => answeredBy(op, atNs)),
    final: { type: 'info', reason: 'not read yet' },
  };
}

function answeredBy(op: HistoryOp, atNs: number): HistoryOp {
  if (op.completeNs !== null && op.completeNs <= atNs) return op;
  return op.kind === 'read'
    ? { ...op, completeNs: null, outcome: { type: 'info', reason: 'not answered yet' } }
    : { ...op, completeNs: null, outcome: { type: 'info', code: null, message: 'not answered yet' } };
}
