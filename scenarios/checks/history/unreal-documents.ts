// Documents that were read and never written: torn-read (tasks that don't match their digest, a file that
// can't be understood, a missing document) and phantom (a whole document that no attempt of this history
// wrote). A write that fails because the document can't be understood counts as a read of it.
import type { Occurrence } from './history-anomaly.js';
import type { IndexedHistory, Source } from './indexed-history.js';

/**
 * Only whole documents of this release are ever written, so being told otherwise means having read something
 * torn.
 */
export const notUnderstood: ReadonlySet<string> = new Set([
  'INVALID_DOCUMENT',
  'UNSUPPORTED_VERSION',
  'REV_OUT_OF_RANGE',
]);

export function findUnrealDocuments(history: IndexedHistory): Occurrence[] {
  const looks: Source[] = [
    ...history.reads.map((op) => ({ type: 'read', op }) as const),
    ...history.writes.map((op) => ({ type: 'write', op }) as const),
    { type: 'final', outcome: history.fact.final },
  ];
  const torn = looks.flatMap((source): Occurrence[] => {
    const description = tornness(history, source);
    return description === null ? [] : [{ kind: 'torn-read', ...description }];
  });
  const phantoms = history.foreign.map(
    ({ rev, token, source }): Occurrence => ({
      kind: 'phantom',
      description: `A read returned rev ${rev} ${token === null ? 'without any token' : 'with a token'} that nobody wrote.`,
      proof: [source],
    }),
  );
  return [...torn, ...phantoms];
}

function tornness(history: IndexedHistory, source: Source): Omit<Occurrence, 'kind'> | null {
  if (source.type === 'initial') return null;
  const outcome = source.type === 'final' ? source.outcome : source.op.outcome;
  if (outcome.type === 'fail' || outcome.type === 'info') {
    const code = 'code' in outcome ? outcome.code : null;
    if (code === null || !notUnderstood.has(code)) return null;
    return { description: `The document could not be understood (${code}).`, proof: [source] };
  }
  if (source.type === 'write' || !('observed' in outcome)) return null;
  if (outcome.observed === null) return missing(history, source);
  if (outcome.observed.intact) return null;
  return {
    description: `A read returned rev ${outcome.observed.rev} whose tasks do not match their digest.`,
    proof: [source],
  };
}

/**
 * A read among the operations that began before any document existed is legal; the real-time order judges
 * those.
 */
function missing(history: IndexedHistory, source: Source): Omit<Occurrence, 'kind'> | null {
  const description = 'A read found no document although one existed before it began.';
  if (history.initial.observed !== null) return { description, proof: [history.initial, source] };
  if (source.type !== 'final') return null;
  const known = history.placed.find(({ rev, completeNs }) => rev > 0 && completeNs < Infinity);
  return known === undefined ? null : { description, proof: [known.source, source] };
}
