// Documents that were read and never written: torn-read (tasks that don't match their digest, a file that
// can't be understood, a missing document) and phantom (a whole document that no attempt of this history
// wrote). A write that fails because the document can't be understood counts as a read of it.

import type { AnomalyTally } from './anomaly-tally.js';
import { Ended, START } from './history-columns.js';
import { type IndexedHistory, revOf, type Source, sourceOf } from './indexed-history.js';
import { readOfNothing } from './read-of-nothing.js';

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

export function findUnrealDocuments(history: IndexedHistory, found: AnomalyTally): void {
  const { count, ended, foreign } = history;
  for (let i = 0; i < count; i++) if ((ended[i] ?? 0) > Ended.whole) findTornRead(history, i, found);
  for (let i = 0; i < count; i++) if (ended[i] === Ended.unsure) findTornRead(history, i, found);
  findTornRead(history, count, found);
  for (const read of foreign) tellPhantom(history, read, found);
}

function tellPhantom(history: IndexedHistory, read: number, found: AnomalyTally): void {
  found.add('phantom', () => {
    const source = sourceOf(history, read);
    const token = tokenSeen(source) === null ? 'without any token' : 'with a token';
    return {
      description: `A read returned rev ${history.rev[read]} ${token} that nobody wrote.`,
      proof: [source],
    };
  });
}

function tokenSeen(source: Source): string | null {
  if (source.type === 'initial' || source.type === 'write') return null;
  const outcome = source.type === 'read' ? source.op.outcome : source.outcome;
  return outcome.type === 'ok' ? (outcome.observed?.token ?? null) : null;
}

function findTornRead(history: IndexedHistory, operation: number, found: AnomalyTally): void {
  const { ended, rev } = history;
  if (ended[operation] === Ended.torn) {
    found.add('torn-read', () => ({
      description: `A read returned rev ${rev[operation]} whose tasks do not match their digest.`,
      proof: [sourceOf(history, operation)],
    }));
  } else if (ended[operation] === Ended.nothing) findMissing(history, operation, found);
  else findNotUnderstood(history, operation, found);
}

function findNotUnderstood(history: IndexedHistory, operation: number, found: AnomalyTally): void {
  const source = sourceOf(history, operation);
  if (source.type === 'initial') return;
  const outcome = source.type === 'final' ? source.outcome : source.op.outcome;
  if (!('code' in outcome) || outcome.code === null) return;
  const { code, message } = outcome;
  const isTorn = source.type === 'write' ? notUnderstood.has(code) : isTornRead(code);
  if (!isTorn) return;
  found.add('torn-read', () => ({
    description: `The document could not be understood (${errorText(code, message)}).`,
    proof: [source],
  }));
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
function findMissing(history: IndexedHistory, operation: number, found: AnomalyTally): void {
  const proof = firstDocument(history, operation);
  if (proof === null) return;
  found.add('torn-read', () => ({
    description: `${readOfNothing} one existed before it began.`,
    proof: [sourceOf(history, proof), sourceOf(history, operation)],
  }));
}

/** What shows that there was a document before this read; null: nothing does. */
function firstDocument(history: IndexedHistory, read: number): number | null {
  const { fact, count, placed } = history;
  if (fact.initial !== null) return START;
  if (read !== count) return null;
  for (let i = 0; i < placed.count; i++) {
    const operation = placed.operation[i] ?? START;
    if (revOf(history, operation) > 0 && (placed.doneNs[i] ?? 0) < Infinity) return operation;
  }
  return null;
}
