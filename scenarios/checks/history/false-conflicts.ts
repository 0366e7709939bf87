// Writes rejected with CONFLICT although the expected rev was current from invocation to completion. For each
// rejection the revs that may have been current form an interval: bounded below by what was known before it,
// above by what began only after it. A rejection proves in turn that another rev was current, which narrows
// later rejections. Says nothing about a chain that is already broken.
import type { AnomalyTally } from './anomaly-tally.js';
import { lendFloats, lendIntegers } from './column-pool.js';
import { Ended, START } from './history-columns.js';
import { type IndexedHistory, revOf, sourceOf } from './indexed-history.js';
import type { PossibleChain } from './possible-chain.js';
import { firstAbove, sortByKey } from './stable-sort.js';

export function findUnconditionalConflicts(history: IndexedHistory, found: AnomalyTally): void {
  const { count, ended, expectedRev } = history;
  for (let i = 0; i < count; i++) {
    if (ended[i] !== Ended.conflict || !Number.isNaN(expectedRev[i])) continue;
    found.add('false-conflict', () => ({
      description: 'A write that expected no rev at all was refused with CONFLICT.',
      proof: [sourceOf(history, i)],
    }));
  }
}

export function findFalseConflicts(history: IndexedHistory, chain: PossibleChain, found: AnomalyTally): void {
  const { invokeNs, completeNs, expectedRev } = history;
  const refusals = conflicts(history);
  if (refusals.count === 0) return;
  const known = new KnownRev(history);
  const pinned = new PinnedRev(history, refusals);
  const possibleRev = possibleRevBy(history, chain);
  const byInvocation = inOrder(refusals, invokeNs);
  for (let i = 0; i < refusals.count; i++) {
    const refusal = byInvocation[i] ?? 0;
    const expected = expectedRev[refusal] ?? NaN;
    const [began, done] = [invokeNs[refusal] ?? 0, completeNs[refusal] ?? 0];
    if (Number.isNaN(expected)) continue;
    known.advance(began);
    pinned.advance(began);
    const lower: Bound = pinned.rev > known.rev ? pinned : known;
    const rev = lower.rev === expected ? lower.rev + 1 : lower.rev;
    if (rev <= possibleRev(done)) pinned.set(refusal, rev);
    else tellFalseConflict(history, refusal, lower.operation, found);
  }
}

interface Bound {
  rev: number;
  /** What proves it. */
  operation: number;
}

interface Refusals {
  count: number;
  /** In the order of the history. */
  operations: Int32Array;
}

function conflicts({ count, ended }: IndexedHistory): Refusals {
  let refused = 0;
  for (let i = 0; i < count; i++) if (ended[i] === Ended.conflict) refused += 1;
  const operations = lendIntegers(refused);
  let next = 0;
  for (let i = 0; i < count; i++) if (ended[i] === Ended.conflict) operations[next++] = i;
  return { count: refused, operations };
}

/** By these times, and those of the same time in the order given. */
function inOrder({ count, operations }: Refusals, timesNs: Float64Array): Int32Array {
  const sorted = lendIntegers(count);
  const keys = lendFloats(count);
  for (let i = 0; i < count; i++) {
    const operation = operations[i] ?? 0;
    sorted[i] = operation;
    keys[i] = timesNs[operation] ?? 0;
  }
  sortByKey(keys, sorted, count);
  return sorted;
}

/** The highest rev that something done before a moment proves; moments must not go back. */
class KnownRev implements Bound {
  rev: number;
  operation: number = START;
  readonly #history: IndexedHistory;
  readonly #doneNs: Float64Array;
  /** Operations that were done at some time, by that time. */
  readonly #done: Int32Array;
  readonly #count: number;
  #next: number = 0;

  constructor(history: IndexedHistory) {
    const { placed, baseRev } = history;
    this.rev = baseRev;
    this.#history = history;
    this.#doneNs = lendFloats(placed.count);
    this.#done = lendIntegers(placed.count);
    let done = 0;
    for (let i = 0; i < placed.count; i++) {
      const ns = placed.doneNs[i] ?? Infinity;
      if (ns === Infinity) continue;
      this.#doneNs[done] = ns;
      this.#done[done++] = placed.operation[i] ?? START;
    }
    this.#count = done;
    sortByKey(this.#doneNs, this.#done, done);
  }

  advance(ns: number): void {
    for (; this.#next < this.#count && (this.#doneNs[this.#next] ?? 0) < ns; this.#next++) {
      const operation = this.#done[this.#next] ?? START;
      const rev = revOf(this.#history, operation);
      if (rev > this.rev) {
        this.rev = rev;
        this.operation = operation;
      }
    }
  }
}

/** What refusals themselves prove, for those that begin later; moments must not go back. */
class PinnedRev implements Bound {
  rev: number = -Infinity;
  operation: number = START;
  readonly #completeNs: Float64Array;
  readonly #byCompletion: Int32Array;
  readonly #count: number;
  /** By refusal; -Infinity: it proves nothing. */
  readonly #revs: Float64Array;
  #next: number = 0;

  constructor({ count, completeNs }: IndexedHistory, refusals: Refusals) {
    this.#revs = lendFloats(count).fill(-Infinity, 0, count);
    this.#completeNs = completeNs;
    this.#byCompletion = inOrder(refusals, completeNs);
    this.#count = refusals.count;
  }

  set(refusal: number, rev: number): void {
    this.#revs[refusal] = rev;
  }

  advance(ns: number): void {
    for (; this.#next < this.#count; this.#next++) {
      const refusal = this.#byCompletion[this.#next] ?? 0;
      if ((this.#completeNs[refusal] ?? 0) >= ns) return;
      const rev = this.#revs[refusal] ?? -Infinity;
      if (rev > this.rev) {
        this.rev = rev;
        this.operation = refusal;
      }
    }
  }
}

/** The highest rev that may have been current at some time up to a moment. */
function possibleRevBy({ placed, invokeNs, baseRev }: IndexedHistory, chain: PossibleChain) {
  const fromNs = lendFloats(chain.count);
  let latestNs = -Infinity;
  let next = 0;
  for (let i = 0; i < chain.count; i++) {
    for (; next < placed.count && (placed.position[next] ?? 0) < 2 * (chain.rev[i] ?? 0); next++) {
      const operation = placed.operation[next] ?? START;
      if (operation !== START) latestNs = Math.max(latestNs, invokeNs[operation] ?? 0);
    }
    latestNs = Math.max(latestNs, chain.fromNs[i] ?? 0);
    fromNs[i] = latestNs;
  }
  return (ns: number): number => {
    const count = firstAbove(fromNs, ns, false, 0, chain.count);
    return count === 0 ? baseRev : (chain.rev[count - 1] ?? baseRev);
  };
}

function tellFalseConflict(history: IndexedHistory, refusal: number, known: number, found: AnomalyTally) {
  const rev = history.expectedRev[refusal] ?? 0;
  found.add('false-conflict', () => {
    const after = firstBegunAfter(history, refusal, rev);
    const operations = after === null ? [known, refusal] : [known, refusal, after];
    return {
      description: `A write that expected rev ${rev} was refused with CONFLICT while rev ${rev} was current.`,
      proof: operations.map((operation) => sourceOf(history, operation)),
    };
  });
}

/** A read of this rev, or a write of the next, that began after the refusal was over. */
function firstBegunAfter(history: IndexedHistory, refusal: number, rev: number): number | null {
  const { placed, invokeNs, completeNs } = history;
  for (let i = firstAbove(placed.position, 2 * rev, false, 0, placed.count); i < placed.count; i++) {
    if ((placed.position[i] ?? 0) > 2 * rev + 2) return null;
    const operation = placed.operation[i] ?? START;
    if (operation !== START && (invokeNs[operation] ?? 0) > (completeNs[refusal] ?? Infinity))
      return operation;
  }
  return null;
}
