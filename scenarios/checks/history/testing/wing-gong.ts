// A general linearizability checker (Wing & Gong 1993 with Lowe's memoisation, 2017) for the same register:
// its state is (rev, token), and it searches all orders. Exponential, so for small histories only. It uses no
// certificates and exists to validate the checker beside it.
import type { HistoryFact, HistoryOp, Observed } from '../../../../results/vocabulary/history.js';

interface State {
  rev: number;
  /** undefined: no document. */
  token: string | null | undefined;
}

/** Whether some order of the operations, each within its interval, is one of a compare-and-swap register. */
export function isLinearizable(fact: HistoryFact): boolean {
  const last = Math.max(0, ...fact.ops.flatMap(({ invokeNs, completeNs }) => [invokeNs, completeNs ?? 0]));
  const final: HistoryOp = {
    kind: 'read',
    id: -1,
    actor: -1,
    invokeNs: last + 1,
    completeNs: last + 2,
    outcome: fact.final,
  };
  const ops = [...fact.ops, final].filter(({ kind, outcome }) => kind === 'write' || outcome.type === 'ok');
  const start: State =
    fact.initial === null
      ? { rev: 0, token: undefined }
      : { rev: fact.initial.rev, token: fact.initial.token };
  return search(ops, 0n, start, new Set());
}

function search(ops: readonly HistoryOp[], done: bigint, state: State, dead: Set<string>): boolean {
  const open = ops.flatMap((op, i) => ((done >> BigInt(i)) & 1n ? [] : [{ op, i }]));
  if (open.every(({ op }) => op.outcome.type === 'info')) return true;
  const key = `${done} ${state.rev} ${state.token}`;
  if (dead.has(key)) return false;
  const deadline = Math.min(...open.map(({ op }) => (op.outcome.type === 'info' ? Infinity : endOf(op))));
  for (const { op, i } of open) {
    if (op.invokeNs > deadline) continue;
    const next = step(state, op);
    if (next !== null && search(ops, done | (1n << BigInt(i)), next, dead)) return true;
  }
  dead.add(key);
  return false;
}

function endOf(op: HistoryOp): number {
  return op.completeNs ?? Infinity;
}

/** The state after `op`, or null when the register could not have answered so. */
function step(state: State, op: HistoryOp): State | null {
  if (op.kind === 'read') {
    return op.outcome.type === 'ok' && shows(state, op.outcome.observed) ? state : null;
  }
  const matches = op.expectedRev === null || op.expectedRev === state.rev;
  const after = { rev: state.rev + 1, token: op.token };
  switch (op.outcome.type) {
    case 'ok':
      return matches && op.outcome.rev === after.rev ? after : null;
    case 'info':
      return matches ? after : null;
    case 'fail':
      return op.outcome.code === 'LOCKED' || !matches ? state : null;
  }
}

function shows(state: State, observed: Observed | null): boolean {
  if (observed === null) return state.token === undefined;
  return observed.intact && observed.rev === state.rev && observed.token === state.token;
}
