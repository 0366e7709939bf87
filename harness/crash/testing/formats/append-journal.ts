// An append-only journal at the path itself: a line that names the format, then one record for each write, the
// last whole one being the document. A tail that a crash tore is cut off by the next writer. Every seventh write
// replaces the journal by one of a single record, so that it does not grow for ever.
//
// Flaws: no-checksum believes the length of a record; no-fsync acknowledges what is only in the page cache;
// compacts-in-place empties the journal before it writes the record that stays.
import { closeSync, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { writeAll } from '../../../../strategies/commits/write-all.js';
import { followLinks } from '../../../../strategies/document-file.js';
import type { TaskFile } from '../../../../strategies/strategy.js';
import { bytesOf, notUnderstood, replaceWhole, writeWhole } from './file-steps.js';
import { flawOf, formatStrategy } from './format-store.js';
import { documentAt, frameDocument } from './framed-document.js';

const MAGIC = Buffer.from('append-journal 1\n');
const RECORDS_MAX = 7;

const flaw = flawOf(import.meta.url, ['no-checksum', 'no-fsync', 'compacts-in-place']);

interface Journal {
  /** The document of the last record. */
  document: TaskFile;
  records: number;
  /** Where the last whole record ends. */
  end: number;
  size: number;
}

/** null: there is no journal. */
function journalIn(bytes: Buffer | null, path: string, trusting = false): Journal | null {
  if (bytes === null) return null;
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw notUnderstood(path);
  const read: TaskFile[] = [];
  let end = MAGIC.length;
  for (;;) {
    const record = recordAt(bytes, end, path, trusting);
    // Old bytes that come back after a crash may be a whole record, of an earlier document.
    if (record === null || record.document.rev <= (read.at(-1)?.rev ?? 0)) break;
    read.push(record.document);
    end = record.end;
  }
  const document = read.at(-1);
  if (document === undefined) throw notUnderstood(path);
  return { document, records: read.length, end, size: bytes.length };
}

function recordAt(bytes: Buffer, at: number, path: string, trusting: boolean) {
  try {
    return documentAt(bytes, at, trusting);
  } catch (cause) {
    throw notUnderstood(path, cause);
  }
}

/** Appends after the last whole record, whatever lies there. */
function appendRecord(
  path: string,
  { end, size }: Pick<Journal, 'end' | 'size'>,
  record: Buffer,
  sync: boolean,
): void {
  const fd = openSync(path, 'a');
  try {
    if (size > end) ftruncateSync(fd, end);
    writeAll(fd, record);
    if (sync) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

const trusting = flaw === 'no-checksum';

export default formatStrategy('append-journal', flaw, {
  locate: (path) => followLinks(path).path,
  read: (path) => journalIn(bytesOf(path), path, trusting)?.document ?? null,
  keep(path, stored) {
    const journal = journalIn(bytesOf(path), path, trusting);
    const record = frameDocument(stored);
    const whole = Buffer.concat([MAGIC, record]);
    if (journal !== null && journal.records < RECORDS_MAX) {
      appendRecord(path, journal, record, flaw !== 'no-fsync');
    } else if (journal !== null && flaw === 'compacts-in-place') writeWhole(path, whole);
    else replaceWhole(path, whole);
  },
});
