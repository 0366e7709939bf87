// A history, sorted once for all anomaly families. Rev and token make it a certificate: every document that
// was read names its place in the total order of writes. Write r stands at position 2r and its reads at 2r +
// 1, so no search is needed. An operation that never returned, or failed with an unknown error, may have
// taken effect at any time after its invocation, or never.
import type { HistoryFact, Observed, ReadOp, WriteOp } from '../../../results/vocabulary/history.js';

/** Where a statement about the document comes from. */
export type Source =
  | { type: 'initial'; observed: Observed | null }
  | { type: 'read'; op: ReadOp }
  | { type: 'write'; op: WriteOp }
  | { type: 'final'; outcome: ReadOp['outcome'] };

/** Something that fixes the state of the document at a place in the order. */
export interface Placed {
  rev: number;
  /** 2 · rev for a write, 2 · rev + 1 for a read of it. */
  position: number;
  invokeNs: number;
  /** Infinity when its effect may come at any later time. */
  completeNs: number;
  source: Source;
}

/** A whole document that was read and that this history knows the writer of. */
export interface Sighting {
  rev: number;
  token: string | null;
  source: Source;
}

/** A write that took effect: acknowledged, or its document was seen. */
export interface EffectiveWrite {
  op: WriteOp;
  rev: number;
}

export interface IndexedHistory {
  fact: HistoryFact;
  initial: Source & { type: 'initial' };
  /** Rev of the start; 0 when there was no document. */
  baseRev: number;
  reads: readonly ReadOp[];
  writes: readonly WriteOp[];
  writeByToken: ReadonlyMap<string, WriteOp>;
  /** By rev, then in the order of the history. */
  effective: readonly EffectiveWrite[];
  /** The rev at which a token took effect. */
  revOfToken: ReadonlyMap<string, number>;
  /** In the order of completion, the final read last. */
  sightings: readonly Sighting[];
  /** Whole documents that nobody in this history wrote. */
  foreign: readonly Sighting[];
  /** By position; the start first, the final read left out. */
  placed: readonly Placed[];
  /** The one of placed[i …] that completed first. */
  firstDoneFrom: readonly Placed[];
}

/** Throws when the record itself is impossible: a fault of the recorder, never of the strategy. */
export function indexHistory(fact: HistoryFact): IndexedHistory {
  const reads = fact.ops.filter((op): op is ReadOp => op.kind === 'read');
  const writes = fact.ops.filter((op): op is WriteOp => op.kind === 'write');
  const writeByToken = assertSound(fact, writes);
  const { sightings, foreign } = sightingsOf(fact, reads, writeByToken);
  const revOfToken = ownRevs(fact, writes, sightings);
  const effective = writes
    .flatMap((op) => {
      const rev = revOfToken.get(op.token);
      return rev === undefined ? [] : [{ op, rev }];
    })
    .sort((a, b) => a.rev - b.rev);
  const initial = { type: 'initial', observed: fact.initial } as const;
  const baseRev = fact.initial?.rev ?? 0;
  const placed = placements(initial, baseRev, reads, effective, sightings, revOfToken);
  return {
    fact,
    initial,
    baseRev,
    reads,
    writes,
    writeByToken,
    effective,
    revOfToken,
    sightings,
    foreign,
    placed,
    firstDoneFrom: suffixFirstDone(placed),
  };
}

/** Index of the first entry of `placed` that stands after `position`. */
export function indexAfter(placed: readonly Placed[], position: number): number {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((placed[middle]?.position ?? Infinity) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * What stands after `position` in the order and completed first; nothing may stand at or before it that began
 * later.
 */
export function firstDoneAfter(history: IndexedHistory, position: number): Placed | undefined {
  return history.firstDoneFrom[indexAfter(history.placed, position)];
}

function assertSound(fact: HistoryFact, writes: readonly WriteOp[]): Map<string, WriteOp> {
  const byToken = new Map<string, WriteOp>();
  for (const op of writes) {
    if (byToken.has(op.token) || op.token === fact.initial?.token) {
      throw new Error(`recorded history is unsound: token ${op.token} belongs to two attempts`);
    }
    byToken.set(op.token, op);
  }
  for (const op of fact.ops) {
    if (op.completeNs !== null && op.completeNs < op.invokeNs) {
      throw new Error(`recorded history is unsound: operation ${op.id} completed before it was invoked`);
    }
    if (op.outcome.type !== 'info' && op.completeNs === null) {
      throw new Error(`recorded history is unsound: operation ${op.id} has an outcome but never completed`);
    }
  }
  return byToken;
}

function sightingsOf(fact: HistoryFact, reads: readonly ReadOp[], writeByToken: Map<string, WriteOp>) {
  const sightings: Sighting[] = [];
  const foreign: Sighting[] = [];
  const look = (outcome: ReadOp['outcome'], source: Source) => {
    if (outcome.type !== 'ok' || outcome.observed === null || !outcome.observed.intact) return;
    const { rev, token } = outcome.observed;
    const isStart = fact.initial !== null && token === fact.initial.token;
    const known = isStart || (token !== null && writeByToken.has(token));
    (known ? sightings : foreign).push({ rev, token, source });
  };
  const done = [...reads].sort((a, b) => (a.completeNs ?? Infinity) - (b.completeNs ?? Infinity));
  for (const op of done) look(op.outcome, { type: 'read', op });
  look(fact.final, { type: 'final', outcome: fact.final });
  return { sightings, foreign };
}

/** An acknowledgement says which rev a write took; for the rest the first time it was seen does. */
function ownRevs(fact: HistoryFact, writes: readonly WriteOp[], sightings: readonly Sighting[]) {
  const revs = new Map<string, number>();
  if (fact.initial !== null && fact.initial.token !== null) revs.set(fact.initial.token, fact.initial.rev);
  for (const { token, outcome } of writes) if (outcome.type === 'ok') revs.set(token, outcome.rev);
  for (const { token, rev } of sightings) if (token !== null && !revs.has(token)) revs.set(token, rev);
  return revs;
}

function placements(
  initial: Source & { type: 'initial' },
  baseRev: number,
  reads: readonly ReadOp[],
  effective: readonly EffectiveWrite[],
  sightings: readonly Sighting[],
  revOfToken: ReadonlyMap<string, number>,
): Placed[] {
  const placed: Placed[] = [];
  const add = (rev: number, phase: 0 | 1, invokeNs: number, completeNs: number, source: Source) =>
    placed.push({ rev, position: 2 * rev + phase, invokeNs, completeNs, source });
  add(baseRev, 0, -Infinity, -Infinity, initial);
  for (const { op, rev } of effective) {
    const completeNs = op.outcome.type === 'ok' && op.completeNs !== null ? op.completeNs : Infinity;
    add(rev, 0, op.invokeNs, completeNs, { type: 'write', op });
  }
  for (const { rev, token, source } of sightings) {
    if (source.type !== 'read') continue;
    // A document that turned up under another rev than its own is told by its own name and orders nothing.
    if (token !== null && revOfToken.get(token) !== rev) continue;
    add(rev, 1, source.op.invokeNs, source.op.completeNs ?? Infinity, source);
  }
  if (initial.observed === null) {
    for (const op of reads) {
      if (op.outcome.type === 'ok' && op.outcome.observed === null) {
        add(0, 1, op.invokeNs, op.completeNs ?? Infinity, { type: 'read', op });
      }
    }
  }
  return placed.sort((a, b) => a.position - b.position);
}

function suffixFirstDone(placed: readonly Placed[]): Placed[] {
  const firstDone: Placed[] = new Array(placed.length);
  let first: Placed | undefined;
  for (let i = placed.length - 1; i >= 0; i--) {
    const entry = placed[i];
    if (entry === undefined) continue;
    if (first === undefined || entry.completeNs < first.completeNs) first = entry;
    firstDone[i] = first;
  }
  return firstDone;
}
