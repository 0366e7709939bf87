// Counts what the histories of a case contain, to decide whether a check had anything to look at. Without
// acknowledged writes, a final read and operations that overlapped, the absence of anomalies proves nothing.
import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts.js';
import type { HistoryFact, HistoryOp, ReadOp, WriteOp } from '../../results/vocabulary/history.js';

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
  const ops = histories.flatMap((fact) => fact.ops);
  const writes = ops.filter((op): op is WriteOp => op.kind === 'write');
  const isRead = ({ type }: ReadOp['outcome']) => type === 'ok';
  const reads = ops.filter((op) => op.kind === 'read' && isRead(op.outcome)).length;
  return {
    histories,
    operations: ops.length,
    reads: reads + histories.filter(({ final }) => isRead(final)).length,
    errors: ops.filter(isError).length,
    acknowledged: writes.filter(({ outcome }) => outcome.type === 'ok').length,
    conflicts: writes.filter(({ outcome }) => outcome.type === 'fail' && outcome.code === 'CONFLICT').length,
    overlaps: histories.reduce((sum, { ops: inOne }) => sum + overlapsIn(inOne), 0),
  };
}

function isError({ outcome }: HistoryOp): boolean {
  return (
    'code' in outcome && outcome.code !== null && outcome.code !== 'CONFLICT' && outcome.code !== 'LOCKED'
  );
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
  const events = ops.flatMap((op) => [
    { ns: op.invokeNs, op, delta: 1 },
    { ns: op.completeNs ?? Infinity, op, delta: -1 },
  ]);
  events.sort((a, b) => (a.ns === b.ns ? b.delta - a.delta : a.ns - b.ns));
  const open = { read: new Crowd(), write: new Crowd() };
  let pairs = 0;
  for (const { op, delta } of events) {
    if (delta > 0) {
      pairs += open.write.without(op.actor);
      if (op.kind === 'write') pairs += open.read.without(op.actor);
    }
    open[op.kind].add(op.actor, delta);
  }
  return pairs;
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
