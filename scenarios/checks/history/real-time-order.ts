// The order of revs against real time: no operation may stand later in the order of revs and yet have
// completed before an earlier one was invoked. A read that violates this is a stale-read (a torn-read if it
// found no document), a write a real-time-order violation.

import type { AnomalyTally } from './anomaly-tally.js';
import { Ended, START } from './history-columns.js';
import { type IndexedHistory, isWrite, revOf, sourceOf } from './indexed-history.js';
import { readOfNothing } from './read-of-nothing.js';

export function findOrderViolations(history: IndexedHistory, found: AnomalyTally): void {
  const { invokeNs, placed } = history;
  const { operation, position, doneNs, firstDoneFrom } = placed;
  let after = 0;
  for (let i = 0; i < placed.count; i++) {
    while (after < placed.count && (position[after] ?? 0) <= (position[i] ?? 0)) after++;
    if (after === placed.count) return;
    const entry = operation[i] ?? START;
    const first = firstDoneFrom[after] ?? 0;
    if (entry === START || (doneNs[first] ?? 0) >= (invokeNs[entry] ?? 0)) continue;
    tellViolation(history, entry, operation[first] ?? START, found);
  }
}

function tellViolation(history: IndexedHistory, entry: number, newer: number, found: AnomalyTally): void {
  const newerRev = revOf(history, newer);
  const proof = (description: string) => ({
    description,
    proof: [sourceOf(history, newer), sourceOf(history, entry)],
  });
  if (isWrite(history, entry)) {
    const rev = revOf(history, entry);
    found.add('real-time-order', () =>
      proof(`A write took rev ${rev} although it began after rev ${newerRev} was known.`),
    );
  } else if (history.ended[entry] === Ended.nothing) {
    found.add('torn-read', () => proof(`${readOfNothing} rev ${newerRev} existed before it began.`));
  } else {
    const rev = revOf(history, entry);
    found.add('stale-read', () =>
      proof(`A read returned rev ${rev} although rev ${newerRev} was known before it began.`),
    );
  }
}
