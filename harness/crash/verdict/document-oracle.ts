// Decides by identity, not by parsing, whether a recovered document is right: a torn document can parse, so
// it must *be* the document of an attempt from the last acknowledged to the last attempted. Which bytes are
// whose document is injected, because formats belong to strategies.
import type { DocumentIdentity, FailureKind } from '../../../results/vocabulary/persistence.js';
import type { Attempts, Window } from '../trace/attempts.js';

/**
 * What a document is. null: no document. 'torn': neither a document nor none.
 * Must be pure: the same bytes, the same answer.
 */
export type RecoveredIdentity = DocumentIdentity | null | 'torn';

export interface KnownDocument {
  content: Uint8Array;
  identity: DocumentIdentity;
}

export interface Identify {
  /** `content` null: there is no file. */
  (content: Uint8Array | null): RecoveredIdentity;
  /** Given if exactly these bytes are documents, the last of equal ones counts, and all others are torn. */
  readonly documents?: readonly KnownDocument[];
}

/** For whole-file strategies: exactly the bytes that are known, everything else is torn. */
export function identifyByBytes(known: Iterable<KnownDocument>): Identify {
  const documents = [...known];
  const identify = (content: Uint8Array | null): RecoveredIdentity => {
    if (content === null) return null;
    const same = documents.findLast((one) => Buffer.compare(one.content, content) === 0);
    return same === undefined ? 'torn' : same.identity;
  };
  return Object.assign(identify, { documents });
}

/** The identity of what was found, and what the kind of failure depends on besides. */
export interface RecoveredDocument {
  identity: RecoveredIdentity;
  /** The file is there and empty. */
  empty: boolean;
}

/** null: the promise was kept. `initial`: the document before the first attempt. */
export function judgeRecovered(
  recovered: RecoveredDocument,
  attempts: Attempts,
  window: Window,
  initial: DocumentIdentity | null,
): FailureKind | null {
  const { identity, empty } = recovered;
  if (identity === 'torn') return empty ? 'zero-length-document' : 'torn-document';
  const nothingAcked = window.acked < 0;
  if (identity === null) {
    if (initial === null && nothingAcked) return null;
    if (empty) return 'zero-length-document';
    return initial === null ? 'lost-acknowledged-write' : 'missing-document';
  }
  const attempt = attempts.list.findIndex(
    ({ rev, token }) => rev === identity.rev && token === identity.token,
  );
  const isInitial = initial !== null && identity.rev === initial.rev && identity.token === initial.token;
  if (attempt < 0 && isInitial) return nothingAcked ? null : 'lost-acknowledged-write';
  // One that the document from before the recording had itself replaced, with what was acknowledged then.
  if (attempt < 0 && initial !== null && identity.rev < initial.rev) return 'lost-acknowledged-write';
  if (attempt < 0 || attempt > window.attempted) return 'phantom-document';
  return attempt < window.acked ? 'lost-acknowledged-write' : null;
}
