// Two documents with the same rev: lost-update when both writers started from the same rev (compare-and-swap
// accepted both, so neither saw the other), else duplicate-rev. Each pair is reported under one name only.
import type { Occurrence } from './history-anomaly.js';
import type { EffectiveWrite, IndexedHistory } from './indexed-history.js';

export function findLostUpdates(history: IndexedHistory): Occurrence[] {
  const found: Occurrence[] = [];
  const firstAtRev = new Map<number, EffectiveWrite>();
  for (const write of history.effective) {
    const first = firstAtRev.get(write.rev);
    if (first === undefined) {
      firstAtRev.set(write.rev, write);
      if (write.rev === history.baseRev) found.push(sameRevAsStart(history, write));
    } else {
      found.push(sameRev(first, write));
    }
  }
  return found;
}

function sameRev(first: EffectiveWrite, second: EffectiveWrite): Occurrence {
  const proof = [first.op, second.op].map((op) => ({ type: 'write', op }) as const);
  const from = first.op.expectedRev;
  if (from !== null && from === second.op.expectedRev) {
    return {
      kind: 'lost-update',
      description: `Two writes that both started from rev ${from} took effect as rev ${first.rev}: one update is lost.`,
      proof,
    };
  }
  return { kind: 'duplicate-rev', description: `Two writes took effect as rev ${first.rev}.`, proof };
}

function sameRevAsStart(history: IndexedHistory, write: EffectiveWrite): Occurrence {
  return {
    kind: 'duplicate-rev',
    description: `A write took effect as rev ${write.rev}, which the document at the start already had.`,
    proof: [history.initial, { type: 'write', op: write.op }],
  };
}
