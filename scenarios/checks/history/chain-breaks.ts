// The chain of revs: every write takes the rev after the one that it found. A skipped rev that no write can
// explain is a rev-gap, a rev that does not advance a rev-rollback, and an old document that returns a
// resurrected-write.
import type { AnomalyTally } from './anomaly-tally.js';
import { Ended, START } from './history-columns.js';
import { firstWriteAt, type IndexedHistory, revOf, sourceOf } from './indexed-history.js';
import type { PossibleChain } from './possible-chain.js';

export function findChainBreaks(history: IndexedHistory, chain: PossibleChain, found: AnomalyTally): void {
  const { effective, effectiveCount, sightings, sightingCount } = history;
  for (let i = 0; i < effectiveCount; i++) findWrongStep(history, effective[i] ?? 0, found);
  for (let i = 0; i < sightingCount; i++) findDisplaced(history, sightings[i] ?? 0, found);
  for (const { below, above } of chain.unfilled) findGap(history, below, above, found);
  findWentBack(history, found);
}

function findWrongStep(history: IndexedHistory, write: number, found: AnomalyTally): void {
  const { baseRev } = history;
  const rev = history.tookRev[write] ?? 0;
  const expected = history.expectedRev[write] ?? NaN;
  if (!Number.isNaN(expected) && rev !== expected + 1) {
    found.add(rev > expected ? 'rev-gap' : 'rev-rollback', () => ({
      description: `A write on rev ${expected} took rev ${rev}.`,
      proof: [sourceOf(history, write)],
    }));
  } else if (rev < baseRev) {
    found.add('rev-rollback', () => ({
      description: `A write took rev ${rev}, below the rev ${baseRev} of the start.`,
      proof: [sourceOf(history, START), sourceOf(history, write)],
    }));
  }
}

function findDisplaced(history: IndexedHistory, read: number, found: AnomalyTally): void {
  const wrote = history.writer[read] ?? START;
  const own = (wrote === START ? history.baseRev : history.tookRev[wrote]) ?? 0;
  const rev = history.rev[read] ?? 0;
  if (own === rev) return;
  found.add(rev > own ? 'resurrected-write' : 'rev-rollback', () => ({
    description: `The document of rev ${own} was read as rev ${rev}.`,
    proof: [sourceOf(history, wrote), sourceOf(history, read)],
  }));
}

function findGap(history: IndexedHistory, below: number, above: number, found: AnomalyTally): void {
  const upper = firstWriteAt(history, above);
  if (upper === null) return;
  const { baseRev, expectedRev } = history;
  const expected = expectedRev[upper] ?? NaN;
  // A write whose own acknowledgement shows the jump is already reported.
  if (!Number.isNaN(expected) && expected + 1 !== above) return;
  const lower = firstWriteAt(history, below);
  const from = lower === null ? baseRev : below;
  found.add('rev-gap', () => {
    const missing = above - from === 2 ? `rev ${from + 1}` : `all of the revs ${from + 1} to ${above - 1}`;
    return {
      description: `Nobody can have written ${missing}.`,
      proof: [sourceOf(history, lower ?? START), sourceOf(history, upper)],
    };
  });
}

/** The final read comes after everything, so it must show the highest rev there is. */
function findWentBack(history: IndexedHistory, found: AnomalyTally): void {
  const { count, placed, rev, sightings, sightingCount, writer, ended } = history;
  const highest = placed.operation[placed.count - 1] ?? START;
  const highestRev = revOf(history, highest);
  const finalRev = rev[count] ?? 0;
  const isSeen = sightingCount > 0 && sightings[sightingCount - 1] === count;
  if (!isSeen || finalRev >= highestRev) return;
  const wrote = writer[count] ?? START;
  const cameBack =
    wrote === START ||
    ended[wrote] === Ended.acknowledged ||
    sightings.subarray(0, sightingCount - 1).some((read) => writer[read] === wrote);
  found.add(cameBack ? 'resurrected-write' : 'rev-rollback', () => ({
    description: `Rev ${finalRev} is the document in the end although rev ${highestRev} existed.`,
    proof: [sourceOf(history, wrote), sourceOf(history, highest), sourceOf(history, count)],
  }));
}
