// Which revs may have existed, and from when. A rev without a known writer may come from a write of unknown
// outcome: one that expected rev r − 1 can only be rev r, an unconditional one can be any. The assignment is
// greedy and exact. Only the earliest start of an assigned rev is optimistic when several unconditional
// writes compete for it, which can hide a false-conflict but never invent one.
import type { WriteOp } from '../../../results/vocabulary/history.js';
import { firstDoneAfter, type IndexedHistory } from './indexed-history.js';

export interface ChainLink {
  rev: number;
  /** Nothing can have made this the document's rev before then. */
  fromNs: number;
}

export interface PossibleChain {
  /** By rev, without holes unless `unfilled` names them. */
  links: readonly ChainLink[];
  /** Revs between `below` and `above`, exclusive, that nobody can have written. */
  unfilled: readonly { below: number; above: number }[];
}

export function possibleChain(history: IndexedHistory): PossibleChain {
  const unseen = unseenWrites(history);
  const known = knownLinks(history);
  const links: ChainLink[] = [];
  const unfilled: { below: number; above: number }[] = [];
  for (const link of known) {
    const below = links.at(-1)?.rev ?? link.rev;
    if (!fill(history, unseen, links, below + 1, link.rev)) unfilled.push({ below, above: link.rev });
    links.push(link);
  }
  if (history.fact.final.type !== 'ok') extend(unseen, links);
  return { links, unfilled };
}

interface Unseen {
  count: number;
  /** By the one rev that each can be, then by invocation. */
  byRev: Map<number, WriteOp[]>;
  /** Unconditional ones by invocation, and how many of them are used up. */
  anyRev: WriteOp[];
  used: number;
}

function unseenWrites(history: IndexedHistory): Unseen {
  const writes = history.writes
    .filter(({ outcome, token }) => outcome.type === 'info' && !history.revOfToken.has(token))
    .sort((a, b) => a.invokeNs - b.invokeNs);
  const byRev = new Map<number, WriteOp[]>();
  for (const op of writes) {
    if (op.expectedRev === null) continue;
    const rev = op.expectedRev + 1;
    byRev.set(rev, [...(byRev.get(rev) ?? []), op]);
  }
  return { count: writes.length, byRev, anyRev: writes.filter((op) => op.expectedRev === null), used: 0 };
}

function knownLinks(history: IndexedHistory): ChainLink[] {
  const from = new Map<number, number>([[history.baseRev, -Infinity]]);
  for (const { op, rev } of history.effective) {
    if (rev >= history.baseRev) from.set(rev, Math.min(from.get(rev) ?? Infinity, op.invokeNs));
  }
  return [...from].map(([rev, fromNs]) => ({ rev, fromNs })).sort((a, b) => a.rev - b.rev);
}

/** Revs first … end − 1; false when some of them can't have been written. */
function fill(history: IndexedHistory, unseen: Unseen, links: ChainLink[], first: number, end: number) {
  if (end - first > unseen.count) return false;
  let whole = true;
  for (let rev = first; rev < end; rev++) {
    const byNs = firstDoneAfter(history, 2 * rev)?.completeNs ?? Infinity;
    const link = take(unseen, rev, byNs);
    if (link === null) whole = false;
    else links.push(link);
  }
  return whole;
}

/** Writes after the last known rev that nobody saw; possible only while no final read denies them. */
function extend(unseen: Unseen, links: ChainLink[]): void {
  for (let rev = (links.at(-1)?.rev ?? 0) + 1; ; rev++) {
    const link = take(unseen, rev, Infinity);
    if (link === null) return;
    links.push(link);
  }
}

/** Deadlines rise with rev, so handing out unconditional writes by invocation is as good as any other way. */
function take(unseen: Unseen, rev: number, byNs: number): ChainLink | null {
  const own = unseen.byRev.get(rev)?.[0];
  const any = unseen.anyRev[unseen.used];
  if (own !== undefined && own.invokeNs <= byNs) {
    return { rev, fromNs: Math.min(own.invokeNs, unseen.anyRev[0]?.invokeNs ?? Infinity) };
  }
  if (any === undefined || any.invokeNs > byNs) return null;
  unseen.used += 1;
  return { rev, fromNs: unseen.anyRev[0]?.invokeNs ?? any.invokeNs };
}
