// A history, sorted once for all anomaly families. Rev and token make it a certificate: every document that
// was read names its place in the total order of writes. Write r stands at position 2r and its reads at 2r +
// 1, so no search is needed. An operation that never returned, or failed with an unknown error, may have
// taken effect at any time after its invocation, or never.
import type { HistoryFact, Observed, ReadOp, WriteOp } from '../../../results/vocabulary/history.js';
import { lendFloats, lendIntegers } from './column-pool.js';
import { columnsOf, Ended, type HistoryColumns, NOBODY, START } from './history-columns.js';
import { firstAbove, sortByKey } from './stable-sort.js';

/** Where a statement about the document comes from. */
export type Source =
  | { type: 'initial'; observed: Observed | null }
  | { type: 'read'; op: ReadOp }
  | { type: 'write'; op: WriteOp }
  | { type: 'final'; outcome: ReadOp['outcome'] };

/** What fixes the state of the document at a place in the order: columns, by position. */
export interface PlacedOperations {
  count: number;
  /** START, or the number of an operation. The start comes first; the final read is left out. */
  operation: Int32Array;
  /** 2 · rev for a write, 2 · rev + 1 for a read of it. */
  position: Float64Array;
  /** Infinity when its effect may come at any later time. */
  doneNs: Float64Array;
  /** Which of the entries i … is done first, as the index of that entry. */
  firstDoneFrom: Int32Array;
}

export interface IndexedHistory extends HistoryColumns {
  /** Rev of the start; 0 when there was no document. */
  baseRev: number;
  /**
   * The rev at which each write took effect: as acknowledged, or else as first seen. NaN: nothing shows that
   * it did; and for reads.
   */
  tookRev: Float64Array;
  /**
   * Reads of whole documents whose writer is known, in the order of completion, the final read last. As
   * numbers.
   */
  sightings: Int32Array;
  sightingCount: number;
  /** Reads of whole documents that nobody in this history wrote, in the same order. */
  foreign: number[];
  placed: PlacedOperations;
  /** Writes that took effect, by rev, then in the order of the history. */
  effective: Int32Array;
  effectiveCount: number;
}

/** Throws when the record itself is impossible: a fault of the recorder, never of the strategy. */
export function indexHistory(fact: HistoryFact): IndexedHistory {
  const { count, invokeNs, completeNs, ended, rev, expectedRev, writer } = columnsOf(fact);
  const history: IndexedHistory = {
    fact,
    count,
    invokeNs,
    completeNs,
    ended,
    rev,
    expectedRev,
    writer,
    baseRev: fact.initial?.rev ?? 0,
    tookRev: lendFloats(count),
    sightings: lendIntegers(count + 1),
    sightingCount: 0,
    foreign: [],
    placed: {
      count: 0,
      operation: lendIntegers(count + 1),
      position: lendFloats(count + 1),
      doneNs: lendFloats(count + 1),
      firstDoneFrom: lendIntegers(count + 1),
    },
    effective: lendIntegers(count),
    effectiveCount: 0,
  };
  fillSightings(history);
  fillTookRevs(history);
  fillPlaced(history);
  fillFirstDone(history);
  fillEffective(history);
  return history;
}

export function isWrite({ ended }: HistoryColumns, operation: number): boolean {
  return operation !== START && (ended[operation] ?? Ended.failed) <= Ended.unsure;
}

/** An operation by its number, START and the final read included, as it is told. */
export function sourceOf({ fact, count }: HistoryColumns, operation: number): Source {
  if (operation === count) return { type: 'final', outcome: fact.final };
  const op = fact.ops[operation];
  if (op === undefined) return { type: 'initial', observed: fact.initial };
  return op.kind === 'write' ? { type: 'write', op } : { type: 'read', op };
}

/** The rev that an entry of `placed` stands at. */
export function revOf(history: IndexedHistory, operation: number): number {
  if (operation === START) return history.baseRev;
  const { ended, tookRev, rev } = history;
  if (ended[operation] === Ended.nothing) return 0;
  return (isWrite(history, operation) ? tookRev[operation] : rev[operation]) ?? 0;
}

/** What stands after `position` in the order and is done first, as an index of `placed`; null: nothing does. */
export function firstDoneAfter({ placed }: IndexedHistory, position: number): number | null {
  const after = firstAbove(placed.position, position, false, 0, placed.count);
  return after === placed.count ? null : (placed.firstDoneFrom[after] ?? null);
}

/** The first write, in the order of the history, that took this rev; null: none did. */
export function firstWriteAt(history: IndexedHistory, rev: number): number | null {
  const { placed, tookRev } = history;
  for (let i = firstAbove(placed.position, 2 * rev, true, 0, placed.count); i < placed.count; i++) {
    if (placed.position[i] !== 2 * rev) return null;
    const operation = placed.operation[i] ?? START;
    if (isWrite(history, operation) && tookRev[operation] === rev) return operation;
  }
  return null;
}

function fillSightings(history: IndexedHistory): void {
  const { count, completeNs, ended, writer, sightings, foreign } = history;
  const keys = lendFloats(count);
  let seen = 0;
  for (let i = 0; i < count; i++) {
    if (ended[i] !== Ended.whole) continue;
    keys[seen] = completeNs[i] ?? 0;
    sightings[seen++] = i;
  }
  sortByKey(keys, sightings, seen);
  if (ended[count] === Ended.whole) sightings[seen++] = count;
  let known = 0;
  for (let i = 0; i < seen; i++) {
    const read = sightings[i] ?? 0;
    if (writer[read] === NOBODY) foreign.push(read);
    else sightings[known++] = read;
  }
  history.sightingCount = known;
}

/** An acknowledgement says which rev a write took; for the rest the first time it was seen does. */
function fillTookRevs(history: IndexedHistory): void {
  const { count, ended, rev, writer, tookRev, sightings, sightingCount } = history;
  for (let i = 0; i < count; i++) tookRev[i] = ended[i] === Ended.acknowledged ? (rev[i] ?? NaN) : NaN;
  for (let i = 0; i < sightingCount; i++) {
    const read = sightings[i] ?? 0;
    const wrote = writer[read] ?? START;
    if (wrote !== START && Number.isNaN(tookRev[wrote])) tookRev[wrote] = rev[read] ?? NaN;
  }
}

function fillPlaced(history: IndexedHistory): void {
  const { fact, count, ended, baseRev, tookRev, sightings, sightingCount, placed } = history;
  add(placed, START, 2 * baseRev);
  for (let i = 0; i < count; i++) {
    const took = tookRev[i] ?? NaN;
    if (!Number.isNaN(took)) add(placed, i, 2 * took);
  }
  for (let i = 0; i < sightingCount; i++) {
    const read = sightings[i] ?? 0;
    if (read !== count && isInItsPlace(history, read)) add(placed, read, 2 * (history.rev[read] ?? 0) + 1);
  }
  if (fact.initial === null) {
    for (let i = 0; i < count; i++) if (ended[i] === Ended.nothing) add(placed, i, 1);
  }
  sortByKey(placed.position, placed.operation, placed.count);
}

function add(placed: PlacedOperations, operation: number, position: number): void {
  placed.operation[placed.count] = operation;
  placed.position[placed.count++] = position;
}

/**
 * A document that turned up under another rev than its own is told by its own name and orders nothing. A
 * start without a token has no own rev.
 */
function isInItsPlace({ fact, rev, writer, baseRev, tookRev }: IndexedHistory, read: number): boolean {
  const wrote = writer[read] ?? START;
  if (wrote !== START) return tookRev[wrote] === rev[read];
  return fact.initial?.token === null || baseRev === rev[read];
}

function fillFirstDone({ ended, completeNs, placed }: IndexedHistory): void {
  const { count, operation, doneNs, firstDoneFrom } = placed;
  let first = count - 1;
  for (let i = count - 1; i >= 0; i--) {
    const number = operation[i] ?? START;
    const mayBeLater =
      number !== START && ended[number] !== Ended.acknowledged && (ended[number] ?? 0) <= Ended.unsure;
    if (number === START) doneNs[i] = -Infinity;
    else doneNs[i] = mayBeLater ? Infinity : (completeNs[number] ?? Infinity);
    if ((doneNs[i] ?? 0) < (doneNs[first] ?? 0)) first = i;
    firstDoneFrom[i] = first;
  }
}

function fillEffective(history: IndexedHistory): void {
  const { placed, effective } = history;
  let writes = 0;
  for (let i = 0; i < placed.count; i++) {
    const operation = placed.operation[i] ?? START;
    if (isWrite(history, operation)) effective[writes++] = operation;
  }
  history.effectiveCount = writes;
}
