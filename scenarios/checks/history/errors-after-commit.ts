// Writes that failed but took effect. CONFLICT and LOCKED promise that nothing happened, so a read of such a
// write's document breaks the promise (committed-but-errored). Any other error only says that the write may
// have happened: reading it is legal and merely reported (error-after-commit). Without such a read nothing is
// known.
import type { Occurrence } from './history-anomaly.js';
import type { IndexedHistory } from './indexed-history.js';

export function findErrorsAfterCommit(history: IndexedHistory): Occurrence[] {
  const found: Occurrence[] = [];
  const told = new Set<string>();
  for (const { token, rev, source } of history.sightings) {
    const op = token === null ? undefined : history.writeByToken.get(token);
    if (op === undefined || op.outcome.type === 'ok' || told.has(op.token)) continue;
    told.add(op.token);
    const { code } = op.outcome;
    if (code === null) continue;
    found.push({
      kind: op.outcome.type === 'fail' ? 'committed-but-errored' : 'error-after-commit',
      description: `A write that ended with ${code} was read as rev ${rev}.`,
      proof: [{ type: 'write', op }, source],
    });
  }
  return found;
}
