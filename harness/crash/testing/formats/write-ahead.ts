// A main file at the path and a write-ahead log beside it, `<path>-wal`: a write appends its document to the log,
// and every other write first copies the newest one into the main file, in place, before it empties the log.
// The document is the newest record of both. A main file that a crash tore is made whole from the log.
//
// Flaw: log-emptied-early empties the log before the main file was written, so that a crash leaves neither whole.
import { closeSync, constants, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '../../../../strategies/commits/directory-sync.js';
import { writeAll } from '../../../../strategies/commits/write-all.js';
import { followLinks } from '../../../../strategies/document-file.js';
import type { TaskFile } from '../../../../strategies/strategy.js';
import { bytesOf, notUnderstood, replaceWhole } from './file-steps.js';
import { flawOf, formatStrategy } from './format-store.js';
import { documentAt, frameDocument } from './framed-document.js';

const flaw = flawOf(import.meta.url, ['log-emptied-early']);
const MAGIC = Buffer.from('write-ahead main 1\n');
const RECORDS_MAX = 2;
const READS_MAX = 50;

interface Found {
  document: TaskFile | null;
  records: number;
  /** Where the last whole record of the log ends, and how long the log is; null: there is no log. */
  log: { end: number; size: number } | null;
  main: TaskFile | null;
}

function look(path: string): Found {
  let seen: (Buffer | null)[] = [];
  for (let tries = 0; ; tries++) {
    const before = seen;
    // In this order: what was moved out of the log after the first look is in the main file at the second.
    const [log, main] = [bytesOf(`${path}-wal`), bytesOf(path)];
    seen = [log, main];
    if (main !== null && !main.subarray(0, MAGIC.length).equals(MAGIC)) throw notUnderstood(path);
    const inMain = main === null ? null : (documentAt(main, MAGIC.length)?.document ?? null);
    // A torn main file may be one that is being written: only if it stays so is the log the only copy.
    const settled =
      main === null || inMain !== null || seen.every((one, at) => one?.equals(before[at] ?? Buffer.alloc(0)));
    if (!settled && tries < READS_MAX) continue;
    let [end, records, document] = [0, 0, inMain];
    for (let last = -1; log !== null; records++) {
      const record = documentAt(log, end);
      if (record === null || record.document.rev <= last) break;
      last = record.document.rev;
      end = record.end;
      if (document === null || last > document.rev) document = record.document;
    }
    if (document === null && main !== null) throw notUnderstood(path);
    return { document, records, log: log === null ? null : { end, size: log.length }, main: inMain };
  }
}

function overwrite(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, constants.O_WRONLY);
  try {
    writeAll(fd, bytes);
    ftruncateSync(fd, bytes.length);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function truncateTo(path: string, size: number): void {
  const fd = openSync(path, constants.O_WRONLY);
  try {
    ftruncateSync(fd, size);
  } finally {
    closeSync(fd);
  }
}

export default formatStrategy('write-ahead', flaw, {
  locate: (path) => followLinks(path).path,
  read: (path) => look(path).document,
  keep(path, stored) {
    const { document, records, log } = look(path);
    // The first document goes to the main file at once.
    if (document === null) return replaceWhole(path, Buffer.concat([MAGIC, frameDocument(stored)]));
    let end = log?.end ?? 0;
    if (records >= RECORDS_MAX) {
      if (flaw === 'log-emptied-early') truncateTo(`${path}-wal`, 0);
      overwrite(path, Buffer.concat([MAGIC, frameDocument(document)]));
      end = 0;
    }
    const fd = openSync(`${path}-wal`, 'a');
    try {
      if ((log?.size ?? 0) > end) ftruncateSync(fd, end);
      writeAll(fd, frameDocument(stored));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    // Whoever made the log may have died before its name was durable.
    syncDirectory(dirname(path));
  },
});
