// How grave an anomaly is. Data before everything: what was acknowledged is lost, torn, gone, back again,
// unreadable or not durable. Then liveness: a client that can't go on. Then conduct: what a store does to its
// surroundings and says to its callers. Then files left over. The order decides which finding a report names
// first, and conduct alone fails no criterion but its own.

const severities = ['data', 'liveness', 'conduct', 'litter'] as const;
export type Severity = (typeof severities)[number];

/** Gravest first, in each row as well. */
const ranks: Readonly<Record<Severity, readonly string[]>> = {
  data: [
    // lost
    'lost-update',
    'duplicate-rev',
    'several-winners',
    'winner-lost',
    'accepted-stale-write',
    'changed-by-stale-write',
    'wrote-without-lock',
    'unlocked-by-exit',
    'acknowledged-in-spite',
    'overwritten-broken',
    'changed-data',
    'changed-field',
    // torn
    'torn-read',
    'torn-document',
    'damaged-by-fault',
    'zero-length-document',
    // gone, or back again
    'missing-document',
    'error-read-as-absent',
    'phantom',
    'phantom-document',
    'resurrected-write',
    'rev-rollback',
    'rev-gap',
    // unreadable
    'unreadable-final',
    'unreadable-write',
    'recovery-failed',
    // not durable, or not there yet
    'lost-acknowledged-write',
    'lost-after-failed-sync',
    'sync-error-ignored',
    'ack-before-commit',
    'stale-read',
    'real-time-order',
    'committed-but-errored',
    'error-after-commit',
  ],
  liveness: [
    'stuck-lock',
    'lock-kept-after-fault',
    'broken-for-good',
    'overlong-wait',
    'starvation',
    'hang',
    'hang-after-fault',
    'crash',
    'death',
    'uncaught-exception',
    'memory-exhausted',
    'follow-up-failed',
    'write-after-kill-failed',
    'no-winner',
    'write-failed',
    'rejected-good-write',
    'client-error',
    'untyped-failure',
    'false-conflict',
    'slow-recovery',
    'kept-alive',
    'descriptor-leak',
    'memory-leak',
  ],
  conduct: [
    'accepted-broken',
    'missing-directory',
    'exposed-data',
    'temporary-elsewhere',
    'changed-owner',
    'changed-mode',
    'replaced-symlink',
    'missed-target',
    'dropped-field',
    'absent-not-null',
    'wrong-conflict-message',
    'inexact-message',
    'not-seen',
  ],
  litter: ['leftover', 'piles-up', 'litter', 'litter-after-fault'],
};

const order = severities.flatMap((severity) => ranks[severity].map((id) => ({ id, severity })));

/** Of an anomaly that no row names: data, so that it is never played down. */
export function severityOf(anomaly: string): Severity {
  return order.find(({ id }) => id === anomaly)?.severity ?? 'data';
}

/** 0 is the gravest; an anomaly that no row names comes after the named ones of data. */
export function gravityOf(anomaly: string): number {
  const at = order.findIndex(({ id }) => id === anomaly);
  return at < 0 ? ranks.data.length - 0.5 : at;
}
