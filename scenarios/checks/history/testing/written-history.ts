// Histories written by hand, one line for each operation, for the tests of every check that reads one. Times
// are in milliseconds, as in the witness lines.
import type {
  HistoryFact,
  HistoryOp,
  Observed,
  ReadOp,
  WriteOp,
} from '../../../../results/vocabulary/history.js';

type Span = readonly [invokeMs: number, completeMs: number | null];

const base = (actor: number, [invokeMs, completeMs]: Span) => ({
  id: 0,
  actor,
  invokeNs: invokeMs * 1e6,
  completeNs: completeMs === null ? null : completeMs * 1e6,
});

export function seen(rev: number, token: string | null, intact = true): Observed {
  return { rev, token, intact };
}

export function read(actor: number, span: Span, observed: Observed | null): ReadOp {
  return { kind: 'read', ...base(actor, span), outcome: { type: 'ok', observed } };
}

export function readFailed(actor: number, span: Span, code: string): ReadOp {
  return { kind: 'read', ...base(actor, span), outcome: { type: 'fail', code, message: 'unreadable' } };
}

/** A write with whatever outcome. */
export function write(
  actor: number,
  span: Span,
  expectedRev: number | null,
  token: string,
  outcome: WriteOp['outcome'],
): WriteOp {
  return { kind: 'write', ...base(actor, span), expectedRev, token, tries: 1, outcome };
}

/** An acknowledged write; `rev` is the one after the expected one unless told otherwise. */
export function acked(
  actor: number,
  span: Span,
  expectedRev: number | null,
  token: string,
  rev = (expectedRev ?? 0) + 1,
): WriteOp {
  return write(actor, span, expectedRev, token, { type: 'ok', rev });
}

/** A write refused with CONFLICT in M0.3's words. */
export function refused(
  actor: number,
  span: Span,
  expectedRev: number | null,
  token: string,
  found: number,
): WriteOp {
  const message = `Conflict detected: expected rev ${expectedRev}, found ${found}`;
  return write(actor, span, expectedRev, token, { type: 'fail', code: 'CONFLICT', message });
}

export function locked(actor: number, span: Span, expectedRev: number | null, token: string): WriteOp {
  return write(actor, span, expectedRev, token, { type: 'fail', code: 'LOCKED', message: 'locked' });
}

/** A write that may have happened: `code` null = never returned. */
export function uncertain(
  actor: number,
  span: Span,
  expectedRev: number | null,
  token: string,
  code: string | null = null,
): WriteOp {
  return write(actor, span, expectedRev, token, { type: 'info', code, message: 'disk trouble' });
}

export interface Written {
  initial?: Observed | null;
  ops: HistoryOp[];
  final?: Observed | null | ReadOp['outcome'];
  leftovers?: string[];
}

/**
 * Starts from rev 1 (token `start`) and ends with what the last acknowledged write left, unless told
 * otherwise.
 */
export function history({ initial = seen(1, 'start'), ops, final, leftovers = [] }: Written): HistoryFact {
  let newest = initial;
  for (const op of ops) {
    if (op.kind !== 'write' || op.outcome.type !== 'ok') continue;
    if (newest === null || op.outcome.rev > newest.rev) newest = seen(op.outcome.rev, op.token);
  }
  const end = final === undefined ? newest : final;
  return {
    kind: 'history',
    actors: [...new Set(ops.map(({ actor }) => actor))].map((actor) => ({
      actor,
      where: 'process',
      job: 'writer',
    })),
    initial,
    ops: ops.map((op, id) => ({ ...op, id })),
    final: end !== null && 'type' in end ? end : { type: 'ok', observed: end },
    leftovers,
    documentBytes: 2048,
  };
}
