// Which revs may have existed, and from when. A rev without a known writer may come from a write of unknown
// outcome: one that expected rev r − 1 can only be rev r, an unconditional one can be any. The assignment is
// greedy and exact. Only the earliest start of an assigned rev is optimistic when several unconditional
// writes compete for it, which can hide a false-conflict but never invent one.
import { lendFloats } from './column-pool.js';
import { Ended } from './history-columns.js';
import { firstDoneAfter, type IndexedHistory } from './indexed-history.js';

/** Columns, by rev, without holes unless `unfilled` names them. */
export interface PossibleChain {
  count: number;
  rev: Float64Array;
  /** Nothing can have made this the document's rev before then. */
  fromNs: Float64Array;
  /** Revs between `below` and `above`, exclusive, that nobody can have written. */
  unfilled: readonly { below: number; above: number }[];
}

export function possibleChain(history: IndexedHistory): PossibleChain {
  const unseen = unseenWrites(history);
  const { baseRev, effective, effectiveCount, tookRev, invokeNs } = history;
  const links = new Links(1 + effectiveCount + unseen.count);
  const unfilled: { below: number; above: number }[] = [];
  links.add(baseRev, -Infinity);
  for (let i = 0; i < effectiveCount; i++) {
    const write = effective[i] ?? 0;
    const rev = tookRev[write] ?? 0;
    if (rev < baseRev) continue;
    const below = links.lastRev;
    if (rev !== below) {
      if (!fill(history, unseen, links, below + 1, rev)) unfilled.push({ below, above: rev });
      links.add(rev, Infinity);
    }
    links.beganBy(invokeNs[write] ?? 0);
  }
  if (history.fact.final.type !== 'ok') extend(unseen, links);
  return { count: links.count, rev: links.rev, fromNs: links.fromNs, unfilled };
}

class Links {
  readonly rev: Float64Array;
  readonly fromNs: Float64Array;
  count: number = 0;

  constructor(most: number) {
    this.rev = lendFloats(most);
    this.fromNs = lendFloats(most);
  }

  add(rev: number, fromNs: number): void {
    this.rev[this.count] = rev;
    this.fromNs[this.count++] = fromNs;
  }

  get lastRev(): number {
    return this.rev[this.count - 1] ?? 0;
  }

  /** One of the writes of the last rev began then. */
  beganBy(ns: number): void {
    if ((this.fromNs[this.count - 1] ?? 0) > ns) this.fromNs[this.count - 1] = ns;
  }
}

interface Unseen {
  count: number;
  /** The first that began, by the one rev that each can be: when it began. */
  byRev: Map<number, number>;
  /** When the unconditional ones began, in this order, and how many of them are used up. */
  anyRev: readonly number[];
  used: number;
}

function unseenWrites({ count, ended, tookRev, invokeNs, expectedRev }: IndexedHistory): Unseen {
  const byRev = new Map<number, number>();
  const anyRev: number[] = [];
  let unseen = 0;
  for (let i = 0; i < count; i++) {
    if (ended[i] !== Ended.unsure || !Number.isNaN(tookRev[i])) continue;
    unseen += 1;
    const began = invokeNs[i] ?? 0;
    const rev = (expectedRev[i] ?? 0) + 1;
    if (Number.isNaN(rev)) anyRev.push(began);
    else byRev.set(rev, Math.min(byRev.get(rev) ?? Infinity, began));
  }
  anyRev.sort((a, b) => a - b);
  return { count: unseen, byRev, anyRev, used: 0 };
}

/** Revs first … end − 1; false when some of them can't have been written. */
function fill(history: IndexedHistory, unseen: Unseen, links: Links, first: number, end: number): boolean {
  if (end - first > unseen.count) return false;
  let whole = true;
  for (let rev = first; rev < end; rev++) {
    const newer = firstDoneAfter(history, 2 * rev);
    const byNs = newer === null ? Infinity : (history.placed.doneNs[newer] ?? Infinity);
    if (!take(unseen, links, rev, byNs)) whole = false;
  }
  return whole;
}

/** Writes after the last known rev that nobody saw; possible only while no final read denies them. */
function extend(unseen: Unseen, links: Links): void {
  while (take(unseen, links, links.lastRev + 1, Infinity));
}

/**
 * Deadlines rise with rev, so handing out unconditional writes by invocation is as good as any other way.
 * false: there is none for this rev.
 */
function take(unseen: Unseen, links: Links, rev: number, byNs: number): boolean {
  const own = unseen.byRev.get(rev);
  const any = unseen.anyRev[unseen.used];
  if (own !== undefined && own <= byNs) {
    links.add(rev, Math.min(own, unseen.anyRev[0] ?? Infinity));
    return true;
  }
  if (any === undefined || any > byNs) return false;
  unseen.used += 1;
  links.add(rev, unseen.anyRev[0] ?? any);
  return true;
}
