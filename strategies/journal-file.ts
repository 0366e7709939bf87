// A file to which each write appends one sealed document; the last whole one counts. Space is laid out in advance,
// so that an append changes no size and one sync of the data makes it durable. The last line of that space never
// changes: without it the file was cut off, and perhaps the last documents with it, or somebody added to it. A journal that is full is
// replaced by a new one with nothing but the new document, by a durable rename.
//
// Each seal covers the one before it, so what a crash left behind the end never continues what is written over
// its beginning. And what other writers appended is written again together with the new entry, in one sync: they
// may have died before they synced it, or their sync failed, which leaves pages that look clean. Readers take no
// lock: an entry that is being written is not whole, and the one before it counts.
import { fstatSync, type Stats } from 'node:fs';
import type { Commit } from './commits/commit.js';
import { makeDurableDirectory } from './commits/directory-sync.js';
import { durableRename } from './commits/durable-rename.js';
import type { Content } from './document-file.js';
import {
  DurableNames,
  overwriteDurably,
  readAt,
  removeLeftTemporary,
  withDescriptor,
} from './in-place-file.js';
import type { Held } from './locks/lock.js';
import { lockedDescriptor } from './locks/named-document-lock.js';
import {
  blankSpace,
  isSealed,
  LINE_BYTES,
  lineOf,
  revIn,
  type Seal,
  sealAt,
  sealLine,
  sealOf,
} from './sealed-entry.js';
import { StoreError } from './strategy.js';

const FIRST_LINE = lineOf('# A journal: of the documents in this file the last one counts.');
const LAST_LINE = lineOf(
  '... # The end of the journal: a file that does not end so was cut off, or changed.',
);
const LABEL = 'entry';
/** Room for so many entries like the first one … */
const ENTRIES_MORE = 16;
/** … but not more than this, unless one needs it. */
const ROOM_BYTES_MAX = 1024 * 1024;
const PAGE_BYTES = 4096;

export interface SealedEntry {
  seal: Seal;
  yaml: Uint8Array;
  /** Where it ends in the file. */
  end: number;
}

/** What the holder of the lock has found. */
export interface FoundJournal {
  fd: number;
  /** Where the space ends: at the last line. */
  spaceEnd: number;
  /** Everything from the place that this store has synced up to the end of the last whole entry. */
  unsynced: Buffer;
  last: SealedEntry;
  /** Whether nothing but blanks follows. */
  isBlankBehind: boolean;
}

/** What one store keeps of the file; its writes come one after another. */
export class JournalFile {
  readonly #names = new DurableNames();
  /** The last entry that this store has synced, and with it everything before it. */
  #synced: SealedEntry | null = null;
  #found: FoundJournal | null = null;

  readonly commit: Commit = {
    prepareDirectory: makeDurableDirectory,
    commit: (target, yaml, previous) => {
      const journal = this.#found;
      if (journal !== null && journal.last.end + LINE_BYTES + yaml.byteLength <= journal.spaceEnd) {
        this.#names.ensure(journal.fd, target);
        removeLeftTemporary(target);
        this.#synced = this.append(journal, revIn(yaml), yaml);
      } else {
        this.replace(target, revIn(yaml), yaml, previous);
        this.#synced = null;
      }
    },
  };

  /** The document while its lock is held; null: there is none. */
  contentOf(target: string, held: Held): Content | null {
    this.#found = null;
    const fd = lockedDescriptor(held);
    if (fd === null) return null;
    const stats = fstatSync(fd);
    if (!isJournal(fd)) {
      return { bytes: readAt(fd, 0, stats.size), stats };
    }
    const spaceEnd = stats.size - LINE_BYTES;
    if (readAt(fd, spaceEnd, LINE_BYTES).toString('latin1') !== LAST_LINE) throw damaged(target);
    this.#found = this.#goOn(fd, spaceEnd) ?? this.#survey(fd, spaceEnd, target);
    const { seal, yaml } = this.#found.last;
    return { bytes: Buffer.from(yaml.buffer, yaml.byteOffset, yaml.byteLength), stats, rev: seal.rev };
  }

  /** The document for a reader, who holds no lock; null: there is none. */
  contentToRead(path: string): Content | null {
    return withDescriptor(path, (fd) => {
      const stats = fstatSync(fd);
      const bytes = readAt(fd, 0, stats.size);
      if (!bytes.toString('latin1', 0, LINE_BYTES).startsWith(FIRST_LINE)) return { bytes, stats };
      const { last } = this.entriesIn(bytes, 0, null);
      if (last === null || !isWholeFile(bytes)) throw damaged(path);
      return { bytes: Buffer.from(last.yaml), stats };
    });
  }

  /** Durable when it returns. */
  protected append(
    { fd, spaceEnd, unsynced, last, isBlankBehind }: FoundJournal,
    rev: number,
    yaml: Uint8Array,
  ): SealedEntry {
    const entry = entryWith(rev, yaml, last.seal.checksum);
    const end = last.end + entry.bytes.byteLength;
    const blanks = isBlankBehind ? Buffer.alloc(0) : blankSpace(end, spaceEnd);
    overwriteDurably(fd, Buffer.concat([unsynced, entry.bytes, blanks]), last.end - unsynced.byteLength);
    return { seal: entry.seal, yaml, end };
  }

  /** A new journal with this document. */
  protected replace(target: string, rev: number, yaml: Uint8Array, previous: Stats | null): void {
    durableRename.commit(target, newJournalWith(rev, yaml), previous);
  }

  /** The whole entries that follow on `after`; `from`: where `bytes` begin in the file. */
  protected entriesIn(bytes: Buffer, from: number, after: SealedEntry | null): { last: SealedEntry | null } {
    let last = after;
    for (;;) {
      const at = (last?.end ?? LINE_BYTES) - from;
      const seal = sealAt(bytes, at, LABEL);
      if (seal === null) return { last };
      const start = at + LINE_BYTES;
      const yaml = bytes.subarray(start, start + seal.lengthBytes);
      if (!this.isWhole(seal, yaml, last?.seal.checksum ?? '')) return { last };
      last = { seal, yaml, end: from + start + seal.lengthBytes };
    }
  }

  protected isWhole(seal: Seal, yaml: Uint8Array, after: string): boolean {
    return isSealed(LABEL, seal, yaml, after);
  }

  /** From what this store has synced; null: that is not what the file holds any more. */
  #goOn(fd: number, spaceEnd: number): FoundJournal | null {
    const known = this.#synced;
    if (known === null) return null;
    const start = known.end - known.yaml.byteLength - LINE_BYTES;
    const mine = readAt(fd, start, known.end - start + LINE_BYTES);
    const isThere =
      mine.toString('latin1', 0, LINE_BYTES) === sealLine(LABEL, known.seal) &&
      mine.subarray(LINE_BYTES, known.end - start).equals(known.yaml);
    if (!isThere) return null;
    const next = mine.subarray(known.end - start);
    if (isBlank(next, known.end)) {
      return { fd, spaceEnd, unsynced: Buffer.alloc(0), last: known, isBlankBehind: true };
    }
    return this.#journalFrom(fd, spaceEnd, known);
  }

  #survey(fd: number, spaceEnd: number, path: string): FoundJournal {
    const journal = this.#journalFrom(fd, spaceEnd, null);
    if (journal === null) throw damaged(path);
    return journal;
  }

  #journalFrom(fd: number, spaceEnd: number, after: SealedEntry | null): FoundJournal | null {
    const from = after?.end ?? 0;
    const bytes = readAt(fd, from, spaceEnd - from);
    const { last } = this.entriesIn(bytes, from, after);
    if (last === null) return null;
    const isBlankBehind = isBlank(bytes.subarray(last.end - from), last.end);
    return { fd, spaceEnd, unsynced: bytes.subarray(0, last.end - from), last, isBlankBehind };
  }
}

function entryWith(rev: number, yaml: Uint8Array, after: string): { seal: Seal; bytes: Buffer } {
  const seal = sealOf(LABEL, rev, yaml, after);
  return { seal, bytes: Buffer.concat([Buffer.from(sealLine(LABEL, seal), 'latin1'), yaml]) };
}

export function newJournalWith(rev: number, yaml: Uint8Array): Buffer {
  const { bytes } = entryWith(rev, yaml, '');
  const used = LINE_BYTES + bytes.byteLength;
  const room = Math.max(Math.min(ENTRIES_MORE * bytes.byteLength, ROOM_BYTES_MAX), bytes.byteLength);
  const size = Math.ceil((used + room + LINE_BYTES) / PAGE_BYTES) * PAGE_BYTES;
  const space = blankSpace(used, size - LINE_BYTES);
  return Buffer.concat([Buffer.from(FIRST_LINE, 'latin1'), bytes, space, Buffer.from(LAST_LINE, 'latin1')]);
}

function isWholeFile(bytes: Buffer): boolean {
  return bytes.toString('latin1', bytes.byteLength - LINE_BYTES) === LAST_LINE;
}

function isJournal(fd: number): boolean {
  return readAt(fd, 0, LINE_BYTES).toString('latin1') === FIRST_LINE;
}

function isBlank(bytes: Buffer, offset: number): boolean {
  return bytes.equals(blankSpace(offset, offset + bytes.byteLength));
}

function damaged(path: string): StoreError {
  const remedy =
    'It was left untouched: restore a copy, or leave nothing in it but the document that is to count, without ' +
    'the lines that begin with # or ---';
  return new StoreError(
    'INVALID_DOCUMENT',
    `${path}: a journal that was cut off, or has no whole document. ${remedy}`,
  );
}
