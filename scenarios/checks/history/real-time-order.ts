// The order of revs against real time: no operation may stand later in the order of revs and yet have
// completed before an earlier one was invoked. A read that violates this is a stale-read (a torn-read if it
// found no document), a write a real-time-order violation.
import type { Occurrence } from './history-anomaly.js';
import { firstDoneAfter, type IndexedHistory, type Placed } from './indexed-history.js';

export function findOrderViolations(history: IndexedHistory): Occurrence[] {
  const found: Occurrence[] = [];
  for (const entry of history.placed) {
    const newer = firstDoneAfter(history, entry.position);
    if (newer !== undefined && newer.completeNs < entry.invokeNs) found.push(violation(entry, newer));
  }
  return found;
}

function violation(entry: Placed, newer: Placed): Occurrence {
  const proof = [newer.source, entry.source];
  if (entry.source.type !== 'read') {
    return {
      kind: 'real-time-order',
      description: `A write took rev ${entry.rev} although it began after rev ${newer.rev} was known.`,
      proof,
    };
  }
  const { outcome } = entry.source.op;
  if (outcome.type === 'ok' && outcome.observed === null) {
    return {
      kind: 'torn-read',
      description: `A read found no document although rev ${newer.rev} existed before it began.`,
      proof,
    };
  }
  return {
    kind: 'stale-read',
    description: `A read returned rev ${entry.rev} although rev ${newer.rev} was known before it began.`,
    proof,
  };
}
