// The names of what can go wrong, in plain words and with their source. Evidence in a report carries one of
// these names; `holdfast explain NAME` shows the entry.

export interface Anomaly {
  /** What happened, as a user of the file would put it. */
  plain: string;
  /** Why it matters, or how it comes about. */
  cause: string;
  source: string;
}

const histories =
  'Checked on the recorded history: each write carries a unique token and the rev it produced.';

export const anomalies: Readonly<Record<string, Anomaly>> = {
  'lost-update': {
    plain: 'A write was acknowledged, and a later write overwrote it without having seen it.',
    cause:
      'Two writers read the same revision and both wrote: the lock did not exclude, or did not cover read and write together.',
    source: `Berenson et al., A Critique of ANSI SQL Isolation Levels (1995), P4. ${histories}`,
  },
  'duplicate-rev': {
    plain: 'Two acknowledged writes produced the same revision number.',
    cause: 'Both read the same current revision; at most one of them is still in the file.',
    source: histories,
  },
  'rev-gap': {
    plain: 'A revision number is missing between two acknowledged ones.',
    cause: 'A write took effect that nobody was told of, or the counter jumped.',
    source: histories,
  },
  'rev-rollback': {
    plain: 'The revision number went backwards.',
    cause: 'An older document was put back over a newer one.',
    source: histories,
  },
  'stale-read': {
    plain: 'A read returned a document older than one that had been acknowledged before the read began.',
    cause: 'A cache that ignores other writers, or a write that was acknowledged before it was visible.',
    source: `Herlihy and Wing, Linearizability (1990): real-time order. ${histories}`,
  },
  'torn-read': {
    plain: 'A read returned a document that nobody wrote as a whole: parts of two, or a part of one.',
    cause: 'The file is changed in place, or read while it is being replaced piece by piece.',
    source: 'The tasks in the document do not match the digest that was written with them.',
  },
  phantom: {
    plain: 'A read returned a document that nobody wrote.',
    cause: 'Its token belongs to no attempt of the run.',
    source: histories,
  },
  'resurrected-write': {
    plain: 'A write that had been reported as failed, or had been overwritten, appeared again later.',
    cause: 'A delayed rename or a second try of a write that had been given up.',
    source: histories,
  },
  'false-conflict': {
    plain: 'A write was rejected as a conflict although its expected revision was the current one.',
    cause: 'The revision is compared outside the lock, as text, or against a cached document.',
    source: histories,
  },
  'committed-but-errored': {
    plain: 'A write was reported as failed, and took effect all the same.',
    cause:
      'The error arose after the commit, in cleanup or unlocking; a caller who tries again writes twice.',
    source: histories,
  },
  'real-time-order': {
    plain: 'Two operations that did not overlap took effect in the wrong order.',
    cause: 'A later operation did not see what an earlier one had finished.',
    source: `Herlihy and Wing, Linearizability (1990). ${histories}`,
  },
};
