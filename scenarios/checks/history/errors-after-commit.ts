// Writes that failed but took effect. CONFLICT and LOCKED promise that nothing happened, so a read of such a
// write's document breaks the promise (committed-but-errored). Any other error only says that the write may
// have happened: reading it is legal and merely reported (error-after-commit). Without such a read nothing is
// known.
import type { AnomalyTally } from './anomaly-tally.js';
import { Ended, START } from './history-columns.js';
import { type IndexedHistory, sourceOf } from './indexed-history.js';

export function findErrorsAfterCommit(history: IndexedHistory, found: AnomalyTally): void {
  const { ended, rev, sightings, sightingCount, writer } = history;
  const told = new Set<number>();
  for (let i = 0; i < sightingCount; i++) {
    const read = sightings[i] ?? 0;
    const wrote = writer[read] ?? START;
    if (wrote === START || ended[wrote] === Ended.acknowledged || told.has(wrote)) continue;
    told.add(wrote);
    const write = sourceOf(history, wrote);
    if (write.type !== 'write' || write.op.outcome.type === 'ok') continue;
    const { code, type } = write.op.outcome;
    if (code === null) continue;
    found.add(type === 'fail' ? 'committed-but-errored' : 'error-after-commit', () => ({
      description: `A write that ended with ${code} was read as rev ${rev[read]}.`,
      proof: [write, sourceOf(history, read)],
    }));
  }
}
