// Anomalies of concurrent histories: many clients read and write one document, and what they were told does
// not fit together. Each kind that the history checker knows has an entry.
import type { AnomalyKind } from '../../../../scenarios/checks/history/history-anomaly.js';
import type { GlossaryEntry } from './entry.js';

const seen =
  'Seen in the recorded history: every write carries a token of its own and the revision that it produced.';
const linearizability =
  'Herlihy and Wing, Linearizability: A Correctness Condition for Concurrent Objects (1990).';

export const historyAnomalies = {
  'lost-update': {
    plain:
      'Two writes that both started from the same revision were acknowledged; one overwrote the other unseen.',
    cause:
      'The lock did not exclude, or did not cover reading the revision and writing the document together.',
    source: `Berenson et al., A Critique of ANSI SQL Isolation Levels (1995), phenomenon P4. ${seen}`,
  },
  'duplicate-rev': {
    plain: 'Two documents carry the same revision number.',
    cause:
      'Both writers counted up from the same current revision; at most one of the documents is still there.',
    source: seen,
  },
  'rev-gap': {
    plain: 'A revision number was skipped, and no write of unknown outcome can have been it.',
    cause: 'The counter jumped, or a write took effect that nobody was told of.',
    source: seen,
  },
  'rev-rollback': {
    plain: 'The revision went backwards, or did not advance with a write.',
    cause: 'An older document was put back over a newer one.',
    source: seen,
  },
  'resurrected-write': {
    plain: 'A document that had been overwritten is the document again.',
    cause: 'A delayed rename, or a second try of a write that had been given up.',
    source: seen,
  },
  'stale-read': {
    plain: 'A read returned an older document than one that was known before the read began.',
    cause: 'A cache that ignores other writers, or an acknowledgement before the write was visible.',
    source: `${linearizability} ${seen}`,
  },
  'real-time-order': {
    plain: 'A write took a lower revision than one that was known before the write began.',
    cause: 'A later operation did not see what an earlier one had finished.',
    source: `${linearizability} ${seen}`,
  },
  'torn-read': {
    plain:
      'What was read is no document that anybody wrote as a whole, or a document that existed was missing.',
    cause: 'The file is changed in place, or two writers shared one temporary file.',
    source: 'The tasks in the document do not match the digest that was written with them.',
  },
  phantom: {
    plain: 'A whole document was read that nobody wrote.',
    cause:
      'Its token belongs to no attempt that was known then: leftovers of another time, or a forged file.',
    source: seen,
  },
  'false-conflict': {
    plain:
      'A write was refused as a conflict although its expected revision was the current one all the while.',
    cause: 'The revision is compared outside the lock, as text, or against a cached document.',
    source: seen,
  },
  'committed-but-errored': {
    plain: 'The strategy said that a write did not happen (CONFLICT, LOCKED), and it did happen.',
    cause: 'The error arose after the commit; a caller who tries again writes twice.',
    source: seen,
  },
  'error-after-commit': {
    plain: 'A write failed with an error that leaves its outcome open, and it did happen.',
    cause:
      'Legal: a directory fsync that fails after the rename, say. It is told and never held against a strategy.',
    source: seen,
  },
} satisfies Record<AnomalyKind, GlossaryEntry>;
