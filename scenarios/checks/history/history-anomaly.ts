// The names of what can be wrong with a history of reads and compare-and-swap writes, and the shape in which
// a finding of it is handed on: how often, and the first few proofs as readable lines.
import type { Source } from './indexed-history.js';

/**
 * - lost-update: two writes took effect that both started from the same rev; one overwrote the other unseen.
 * - duplicate-rev: two documents carry the same rev (and it is not already a lost-update).
 * - rev-gap: a rev was skipped, and no write of unknown outcome can have been it.
 * - rev-rollback: rev went backwards, or did not advance.
 * - resurrected-write: an overwritten document is the document again.
 * - stale-read: a read returned an older document than one known before the read began.
 * - real-time-order: a write took a lower rev than one that was known before the write began.
 * - torn-read: what was read is not a document that anybody wrote, or a document that existed was missing.
 * - phantom: a whole document was read that nobody in this history wrote.
 * - false-conflict: refused with CONFLICT although the expected rev was current all the while.
 * - committed-but-errored: the strategy said CONFLICT or LOCKED (did not happen), and it did happen.
 * - error-after-commit: another error was thrown and the write did happen. Legal: such an error only says that
 *   the write may have happened (a failed directory fsync after the rename, say). Told, never held against anyone.
 */
export type AnomalyKind =
  | 'lost-update'
  | 'duplicate-rev'
  | 'rev-gap'
  | 'rev-rollback'
  | 'resurrected-write'
  | 'stale-read'
  | 'real-time-order'
  | 'torn-read'
  | 'phantom'
  | 'false-conflict'
  | 'committed-but-errored'
  | 'error-after-commit';

/** One occurrence: the fewest operations that prove it. */
export interface Occurrence {
  kind: AnomalyKind;
  /** One sentence. */
  description: string;
  proof: readonly Source[];
}

export interface AnomalyWitness {
  description: string;
  /** One operation a line, in the order of time. */
  lines: string[];
}

export interface Anomaly {
  kind: AnomalyKind;
  /** violation: no correct register can produce it. notice: legal, but worth telling. */
  severity: 'violation' | 'notice';
  /** All occurrences. */
  total: number;
  /** The first few of them. */
  witnesses: AnomalyWitness[];
}

export function severityOf(kind: AnomalyKind): Anomaly['severity'] {
  return kind === 'error-after-commit' ? 'notice' : 'violation';
}
