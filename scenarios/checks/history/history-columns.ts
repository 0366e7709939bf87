// A history as columns of numbers, one entry for each operation, so that a million operations are judged in a
// second and in little memory. Tokens are compared here, once: a document that was read is the number of the
// operation that wrote it. Whatever is told about an operation is taken from the record itself.
import type { HistoryFact, Observed, ReadOp } from '../../../results/vocabulary/history.js';
import { lendFloats, lendIntegers, takeBackColumns } from './column-pool.js';
import { TokenTable } from './token-table.js';

/** How an operation ended. */
export const Ended = {
  /** A write that was acknowledged. */
  acknowledged: 0,
  conflict: 1,
  locked: 2,
  /** A write that may have happened. */
  unsure: 3,
  /** A read that returned a whole document. */
  whole: 4,
  torn: 5,
  /** A read that found no document. */
  nothing: 6,
  /** A read that was rejected. */
  failed: 7,
  /** A read that never returned. */
  unanswered: 8,
} as const;

/** In place of the number of an operation: the document at the start. */
export const START = -1;
/** In place of the number of a write: nobody in this history wrote the document. */
export const NOBODY = -2;

/** Columns are lent for the check of one history, and may be longer than it. */
export interface HistoryColumns {
  fact: HistoryFact;
  /** How many operations there are. The final read stands behind them, at this number. */
  count: number;
  invokeNs: Float64Array;
  /** Infinity: never returned. */
  completeNs: Float64Array;
  /** Of `Ended`; the final read has an entry as well. */
  ended: Int32Array;
  /** Acknowledged, or read; NaN: neither. The final read has an entry as well. */
  rev: Float64Array;
  /** NaN: unconditional, or a read. */
  expectedRev: Float64Array;
  /**
   * The write whose document was read whole, START or NOBODY; of a write its own number. The final read has
   * an entry as well.
   */
  writer: Int32Array;
}

/** Throws when the record itself is impossible: a fault of the recorder, never of the strategy. */
export function columnsOf(fact: HistoryFact): HistoryColumns {
  const count = fact.ops.length;
  takeBackColumns();
  const columns: HistoryColumns = {
    fact,
    count,
    invokeNs: lendFloats(count),
    completeNs: lendFloats(count),
    ended: lendIntegers(count + 1),
    rev: lendFloats(count + 1),
    expectedRev: lendFloats(count),
    writer: lendIntegers(count + 1),
  };
  const writeOfToken = fillWrites(columns);
  assertPossibleTimes(columns);
  fillReads(columns, writeOfToken);
  return columns;
}

function fillWrites(columns: HistoryColumns): TokenTable {
  const { fact, invokeNs, completeNs, ended, rev, expectedRev, writer } = columns;
  const startToken = fact.initial?.token ?? null;
  let writes = 0;
  for (const { kind } of fact.ops) if (kind === 'write') writes += 1;
  const writeOfToken = new TokenTable(writes, (write) => {
    const op = fact.ops[write];
    return op?.kind === 'write' ? op.token : '';
  });
  let i = 0;
  for (const op of fact.ops) {
    invokeNs[i] = op.invokeNs;
    completeNs[i] = op.completeNs ?? Infinity;
    rev[i] = NaN;
    expectedRev[i] = NaN;
    if (op.kind === 'write') {
      const { token, outcome } = op;
      if (!writeOfToken.add(token, i) || token === startToken) {
        throw new Error(`recorded history is unsound: token ${token} belongs to two attempts`);
      }
      writer[i] = i;
      if (op.expectedRev !== null) expectedRev[i] = op.expectedRev;
      if (outcome.type === 'ok') {
        ended[i] = Ended.acknowledged;
        rev[i] = outcome.rev;
      } else if (outcome.type === 'info') ended[i] = Ended.unsure;
      else ended[i] = outcome.code === 'CONFLICT' ? Ended.conflict : Ended.locked;
    }
    i += 1;
  }
  return writeOfToken;
}

function assertPossibleTimes({ fact }: HistoryColumns): void {
  for (const op of fact.ops) {
    if (op.completeNs !== null && op.completeNs < op.invokeNs) {
      throw new Error(`recorded history is unsound: operation ${op.id} completed before it was invoked`);
    }
    if (op.outcome.type !== 'info' && op.completeNs === null) {
      throw new Error(`recorded history is unsound: operation ${op.id} has an outcome but never completed`);
    }
  }
}

function fillReads(columns: HistoryColumns, writeOfToken: TokenTable): void {
  const { fact, count, ended, rev, writer } = columns;
  // Readers often see the same document many times.
  let lastToken: string | null = null;
  let lastWriter = NOBODY;
  const writerOf = ({ token }: Observed): number => {
    if (fact.initial !== null && token === fact.initial.token) return START;
    if (token === null) return NOBODY;
    if (token !== lastToken) {
      lastToken = token;
      lastWriter = writeOfToken.find(token) ?? NOBODY;
    }
    return lastWriter;
  };
  const look = (i: number, outcome: ReadOp['outcome']): void => {
    writer[i] = NOBODY;
    rev[i] = NaN;
    if (outcome.type === 'fail') ended[i] = Ended.failed;
    else if (outcome.type === 'info') ended[i] = Ended.unanswered;
    else if (outcome.observed === null) ended[i] = Ended.nothing;
    else {
      ended[i] = outcome.observed.intact ? Ended.whole : Ended.torn;
      rev[i] = outcome.observed.rev;
      writer[i] = writerOf(outcome.observed);
    }
  };
  let i = 0;
  for (const op of fact.ops) {
    if (op.kind === 'read') look(i, op.outcome);
    i += 1;
  }
  look(count, fact.final);
}
