// Writes rejected with CONFLICT although the expected rev was current from invocation to completion. For each
// rejection the revs that may have been current form an interval: bounded below by what was known before it,
// above by what began only after it. A rejection proves in turn that another rev was current, which narrows
// later rejections. Says nothing about a chain that is already broken.
import type { WriteOp } from '../../../results/vocabulary/history.js';
import type { Occurrence } from './history-anomaly.js';
import { type IndexedHistory, indexAfter, type Source } from './indexed-history.js';
import type { PossibleChain } from './possible-chain.js';

export function findUnconditionalConflicts(history: IndexedHistory): Occurrence[] {
  return conflicts(history)
    .filter(({ expectedRev }) => expectedRev === null)
    .map((op) => ({
      kind: 'false-conflict',
      description: 'A write that expected no rev at all was refused with CONFLICT.',
      proof: [{ type: 'write', op }],
    }));
}

export function findFalseConflicts(history: IndexedHistory, chain: PossibleChain): Occurrence[] {
  const found: Occurrence[] = [];
  const refusals = conflicts(history).sort((a, b) => a.invokeNs - b.invokeNs);
  const knownRev = knownRevBy(history);
  const possibleRev = possibleRevBy(history, chain);
  const pinned = pinnedBy(refusals);
  for (const op of refusals) {
    if (op.expectedRev === null || op.completeNs === null) continue;
    const lower = later(knownRev(op.invokeNs), pinned.before(op.invokeNs));
    const rev = lower.rev === op.expectedRev ? lower.rev + 1 : lower.rev;
    if (rev <= possibleRev(op.completeNs)) pinned.set(op, rev);
    else found.push(falseConflict(history, op, op.expectedRev, lower.source));
  }
  return found;
}

interface Bound {
  rev: number;
  source: Source;
}

function conflicts(history: IndexedHistory): WriteOp[] {
  return history.writes.filter(({ outcome }) => outcome.type === 'fail' && outcome.code === 'CONFLICT');
}

function later(a: Bound, b: Bound | null): Bound {
  return b === null || b.rev <= a.rev ? a : b;
}

/** The highest rev that something completed before `ns` proves. */
function knownRevBy(history: IndexedHistory): (ns: number) => Bound {
  const done = [...history.placed].sort((a, b) => a.completeNs - b.completeNs);
  let highest: Bound = { rev: history.baseRev, source: history.initial };
  const bounds = done.map(({ rev, source, completeNs }) => {
    if (rev > highest.rev) highest = { rev, source };
    return { ns: completeNs, bound: highest };
  });
  return (ns) => {
    const count = countWhile(bounds.length, (i) => (bounds[i]?.ns ?? Infinity) < ns);
    return bounds[count - 1]?.bound ?? { rev: history.baseRev, source: history.initial };
  };
}

/** The highest rev that may have been current at some time up to `ns`. */
function possibleRevBy(history: IndexedHistory, { links }: PossibleChain): (ns: number) => number {
  let fromNs = -Infinity;
  let next = 0;
  const bounds = links.map((link) => {
    for (; (history.placed[next]?.position ?? Infinity) < 2 * link.rev; next++) {
      fromNs = Math.max(fromNs, history.placed[next]?.invokeNs ?? fromNs);
    }
    fromNs = Math.max(fromNs, link.fromNs);
    return { rev: link.rev, fromNs };
  });
  return (ns) => {
    const count = countWhile(bounds.length, (i) => (bounds[i]?.fromNs ?? Infinity) <= ns);
    return bounds[count - 1]?.rev ?? history.baseRev;
  };
}

/** What refusals themselves prove, for those that begin later. `refusals` come by invocation. */
function pinnedBy(refusals: readonly WriteOp[]) {
  const byCompletion = [...refusals].sort((a, b) => (a.completeNs ?? Infinity) - (b.completeNs ?? Infinity));
  const revs = new Map<WriteOp, number>();
  let next = 0;
  let highest: Bound | null = null;
  return {
    set: (op: WriteOp, rev: number) => revs.set(op, rev),
    before(ns: number): Bound | null {
      for (let op = byCompletion[next]; op !== undefined; op = byCompletion[next]) {
        if ((op.completeNs ?? Infinity) >= ns) break;
        const rev = revs.get(op);
        if (rev !== undefined && rev > (highest?.rev ?? -Infinity)) {
          highest = { rev, source: { type: 'write', op } };
        }
        next += 1;
      }
      return highest;
    },
  };
}

/** How many of 0 … length − 1 hold, given that they hold up to some point only. */
function countWhile(length: number, holds: (i: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function falseConflict(history: IndexedHistory, op: WriteOp, rev: number, known: Source): Occurrence {
  const proof: Source[] = [known, { type: 'write', op }];
  for (let i = indexAfter(history.placed, 2 * rev); i < history.placed.length; i++) {
    const entry = history.placed[i];
    if (entry === undefined || entry.position > 2 * rev + 2) break;
    if (entry.invokeNs <= (op.completeNs ?? Infinity)) continue;
    proof.push(entry.source);
    break;
  }
  return {
    kind: 'false-conflict',
    description: `A write that expected rev ${rev} was refused with CONFLICT while rev ${rev} was current.`,
    proof,
  };
}
