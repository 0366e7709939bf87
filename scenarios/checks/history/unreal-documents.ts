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

/**
 * What a read may be rejected with although the document is whole: the lock, a failed operation (`IO` is the
 * contract's code for one, `UNKNOWN` libuv's), and calls that should not have been made.
 */
const refusals = new Set([
  'LOCKED',
  'LOCK_LOST',
  'IO',
  'UNKNOWN',
  'CLOSED',
  'INVALID_ARGUMENT',
  'UNSUPPORTED',
]);
/** libuv's names (ENOENT), its words for numbers that it has no name for, and Node's own codes. */
const systemCode = /^E[A-Z0-9]+$|^Unknown system error|^ERR_/;

/**
 * Whether a read that was rejected with this code has met a torn document. Most stores throw whatever their
 * parser
 * throws, without any code; where only whole documents were written, there is nothing else that a parser
 * could mean.
 */
export function isTornRead(code: string): boolean {
  return !refusals.has(code) && !systemCode.test(code);
}

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
    if (!('code' in outcome) || outcome.code === null) return null;
    const { code, message } = outcome;
    const isTorn = source.type === 'write' ? notUnderstood.has(code) : isTornRead(code);
    if (!isTorn) return null;
    return {
      description: `The document could not be understood (${errorText(code, message)}).`,
      proof: [source],
    };
  }
  if (source.type === 'write' || !('observed' in outcome)) return null;
  if (outcome.observed === null) return missing(history, source);
  if (outcome.observed.intact) return null;
  return {
    description: `A read returned rev ${outcome.observed.rev} whose tasks do not match their digest.`,
    proof: [source],
  };
}

/** The error in the strategy's own words, on one line. `NO_CODE`: it carried none. */
function errorText(code: string, message: string): string {
  const text = message.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, MESSAGE_CHARACTERS_MAX);
  if (code === 'NO_CODE') return text === '' ? 'an error without code and message' : text;
  return text === '' || text === code ? code : `${code}: ${text}`;
}

const MESSAGE_CHARACTERS_MAX = 200;

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
