// What a store brings about by design that replaces whole values, or appends: it compares nothing, so the last
// writer wins. Neither the search through schedules nor the judge holds it against such a store.

export const lastWriterWins: ReadonlySet<string> = new Set([
  'lost-update',
  'duplicate-rev',
  'rev-gap',
  'rev-rollback',
  'resurrected-write',
  'stale-read',
  'real-time-order',
  'false-conflict',
  'several-winners',
  'winner-lost',
  'accepted-stale-write',
]);
