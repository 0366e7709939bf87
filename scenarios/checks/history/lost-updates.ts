// Two documents with the same rev: lost-update when both writers started from the same rev (compare-and-swap
// accepted both, so neither saw the other), else duplicate-rev. Each pair is reported under one name only.
import type { AnomalyTally } from './anomaly-tally.js';
import { START } from './history-columns.js';
import { type IndexedHistory, sourceOf } from './indexed-history.js';

export function findLostUpdates(history: IndexedHistory, found: AnomalyTally): void {
  const { baseRev, effective, effectiveCount, tookRev } = history;
  let first = START;
  for (let i = 0; i < effectiveCount; i++) {
    const write = effective[i] ?? 0;
    const rev = tookRev[write] ?? 0;
    if (first !== START && tookRev[first] === rev) tellSameRev(history, first, write, found);
    else {
      first = write;
      if (rev === baseRev) tellSameRevAsStart(history, write, found);
    }
  }
}

function tellSameRev(history: IndexedHistory, first: number, second: number, found: AnomalyTally): void {
  const { expectedRev, tookRev } = history;
  const [from, rev] = [expectedRev[first], tookRev[first]];
  // Two unconditional writes expected NaN, which equals nothing.
  const isLost = from === expectedRev[second];
  found.add(isLost ? 'lost-update' : 'duplicate-rev', () => ({
    description: isLost
      ? `Two writes that both started from rev ${from} took effect as rev ${rev}: one update is lost.`
      : `Two writes took effect as rev ${rev}.`,
    proof: [sourceOf(history, first), sourceOf(history, second)],
  }));
}

function tellSameRevAsStart(history: IndexedHistory, write: number, found: AnomalyTally): void {
  found.add('duplicate-rev', () => ({
    description: `A write took effect as rev ${history.tookRev[write]}, which the document at the start already had.`,
    proof: [sourceOf(history, START), sourceOf(history, write)],
  }));
}
