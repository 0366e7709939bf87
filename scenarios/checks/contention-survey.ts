// Counts what the histories of a case contain, to decide whether a check had anything to look at. Without
// acknowledged writes, a final read and operations that overlapped, the absence of anomalies proves nothing.
import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type { HistoryFact, HistoryOp } from '../../results/vocabulary/history.js';
import { sortByKey } from './history/stable-sort.js';

export interface ContentionSurvey {
  histories: readonly HistoryFact[];
  operations: number;
  /** Reads that returned, final ones included. */
  reads: number;
  acknowledged: number;
  /** Operations that were rejected with anything but CONFLICT and LOCKED. */
  errors: number;
  /** Writes refused with CONFLICT. */
  conflicts: number;
  /** Pairs of operations of different actors, at least one of them a write, whose intervals overlap. */
  overlaps: number;
}

export function survey(facts: readonly Fact[]): ContentionSurvey {
  const histories = factsOf(facts, 'history');
  const total = { operations: 0, reads: 0, acknowledged: 0, errors: 0, conflicts: 0, overlaps: 0 };
  for (const fact of histories) {
    const counts = countsOf(fact);
    total.operations += counts.operations;
    total.reads += counts.reads;
    total.acknowledged += counts.acknowledged;
    total.errors += counts.errors;
    total.conflicts += counts.conflicts;
    total.overlaps += counts.overlaps;
  }
  return { histories, ...total };
}

type Counts = Omit<ContentionSurvey, 'histories'>;

const countedBefore = new WeakMap<HistoryFact, Counts>();

/** Every check of a case asks about the same histories, and facts are never changed. */
function countsOf(fact: HistoryFact): Counts {
  const known = countedBefore.get(fact);
  if (known !== undefined) return known;
  const { ops, final } = fact;
  const reads = final.type === 'ok' ? 1 : 0;
  const counts = { operations: ops.length, reads, acknowledged: 0, errors: 0, conflicts: 0, overlaps: 0 };
  for (const { kind, outcome } of ops) {
    if (outcome.type === 'ok') counts[kind === 'read' ? 'reads' : 'acknowledged'] += 1;
    else if ('code' in outcome && outcome.code === 'CONFLICT') counts.conflicts += kind === 'write' ? 1 : 0;
    else if ('code' in outcome && outcome.code !== null && outcome.code !== 'LOCKED') counts.errors += 1;
  }
  counts.overlaps = overlapsIn(ops);
  countedBefore.set(fact, counts);
  return counts;
}

/** Why these histories can't carry a pass; null when they can. */
export function vacuity({
  histories,
  operations,
  acknowledged,
  errors,
  overlaps,
}: ContentionSurvey): string | null {
  if (histories.length === 0) return 'No history was recorded';
  if (acknowledged === 0) return 'No write was acknowledged, so there is nothing to judge';
  if (errors * 2 > operations)
    return `${errors} of ${operations} operations failed with errors: too little was seen`;
  for (const { final } of histories) {
    if (final.type === 'info') return `The final read never returned (${final.reason})`;
    if (final.type === 'fail') return `The final read failed with ${final.code}`;
  }
  if (overlaps === 0) return 'No two operations of different actors overlapped: there was no contention';
  return null;
}

/** Closed intervals; an operation that never returned stays open. */
function overlapsIn(ops: readonly HistoryOp[]): number {
  const beginnings = byTime(ops, ({ invokeNs }) => invokeNs);
  const ends = byTime(ops, ({ completeNs }) => completeNs ?? Infinity);
  const open = { read: new Crowd(), write: new Crowd() };
  let pairs = 0;
  let ended = 0;
  for (let i = 0; i < ops.length; i++) {
    const op = ops[beginnings.operations[i] ?? 0];
    if (op === undefined) continue;
    for (; (ends.timesNs[ended] ?? Infinity) < op.invokeNs; ended++) {
      const done = ops[ends.operations[ended] ?? 0];
      if (done !== undefined) open[done.kind].add(done.actor, -1);
    }
    pairs += open.write.without(op.actor);
    if (op.kind === 'write') pairs += open.read.without(op.actor);
    open[op.kind].add(op.actor, 1);
  }
  return pairs;
}

function byTime(ops: readonly HistoryOp[], timeNs: (op: HistoryOp) => number) {
  const timesNs = new Float64Array(ops.length);
  const operations = new Int32Array(ops.length);
  for (const [i, op] of ops.entries()) {
    timesNs[i] = timeNs(op);
    operations[i] = i;
  }
  sortByKey(timesNs, operations, ops.length);
  return { timesNs, operations };
}

class Crowd {
  #all = 0;
  readonly #byActor = new Map<number, number>();

  add(actor: number, delta: number): void {
    this.#all += delta;
    this.#byActor.set(actor, (this.#byActor.get(actor) ?? 0) + delta);
  }

  without(actor: number): number {
    return this.#all - (this.#byActor.get(actor) ?? 0);
  }
}
