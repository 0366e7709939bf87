// Anomalies of a history: several clients read and write one document, and what they read and what was
// acknowledged to them does not fit any order of whole operations. The history checker looks for each of them
// by name.
import type { AnomalyDefinition } from './anomaly-definition.js';

const recorded =
  'Detected in the recorded history: every write carries a token of its own and the revision that it produced.';
const linearizability =
  'Herlihy and Wing, Linearizability: A Correctness Condition for Concurrent Objects (1990).';

export const historyAnomalies = {
  'lost-update': {
    title: 'Lost update',
    meaning:
      'Two writes that both started from the same revision were acknowledged; one overwrote the other unseen.',
    cause:
      'The lock did not exclude, or did not cover reading the revision and writing the document together.',
    source: `Berenson et al., A Critique of ANSI SQL Isolation Levels (1995), phenomenon P4. ${recorded}`,
  },
  'duplicate-rev': {
    title: 'Duplicate revision',
    meaning: 'Two documents carry the same revision number.',
    cause:
      'Both writers counted up from the same current revision; at most one of the documents is still there.',
    source: recorded,
  },
  'rev-gap': {
    title: 'Skipped revision',
    meaning: 'A revision number was skipped, and no write of unknown outcome can explain it.',
    cause: 'The counter jumped, or a write took effect that was never acknowledged to any client.',
    source: recorded,
  },
  'rev-rollback': {
    title: 'Revision went backwards',
    meaning: 'The revision went backwards, or did not advance with a write.',
    cause: 'An older document replaced a newer one.',
    source: recorded,
  },
  'resurrected-write': {
    title: 'Resurrected write',
    meaning: 'A document that had been overwritten is the document again.',
    cause: 'A delayed rename, or a second try of a write that had been given up.',
    source: recorded,
  },
  'stale-read': {
    title: 'Stale read',
    meaning: 'A read returned an older document than one that was known before the read began.',
    cause: 'A cache that ignores other writers, or an acknowledgement before the write was visible.',
    source: `${linearizability} ${recorded}`,
  },
  'real-time-order': {
    title: 'Write out of order',
    meaning: 'A write took a lower revision than one that was known before the write began.',
    cause: 'A later operation did not see what an earlier one had finished.',
    source: `${linearizability} ${recorded}`,
  },
  'torn-read': {
    title: 'Torn read',
    meaning: 'A read returned something that no writer wrote as a whole, or missed a document that existed.',
    cause: 'The file is changed in place, or two writers shared one temporary file.',
    source: 'The tasks in the document do not match the digest that was written with them.',
  },
  phantom: {
    title: 'Phantom document',
    meaning: 'A read returned a whole document that no writer of this history wrote.',
    cause: 'Its token belongs to no attempt so far: a leftover of an earlier run, or a forged file.',
    source: recorded,
  },
  'false-conflict': {
    title: 'False conflict',
    meaning:
      'A write was refused as a conflict although its expected revision was the current one the whole time.',
    cause: 'The revision is compared outside the lock, as text, or with a cached document.',
    source: recorded,
  },
  'committed-but-errored': {
    title: 'Committed but refused',
    meaning: 'The strategy rejected a write with CONFLICT or LOCKED, and the write took effect.',
    cause: 'The error arose after the commit; a caller that tries again writes twice.',
    source: recorded,
  },
  'error-after-commit': {
    title: 'Error after the commit',
    meaning: 'A write failed with an error that leaves its outcome open, and the write took effect.',
    cause:
      'Legal: for example a directory fsync that fails after the rename. It is reported and never counts as a failure.',
    source: recorded,
  },
} satisfies Record<string, AnomalyDefinition>;
