// The medium of the journals in the corpus: records with digests are appended to a file that begins with a
// header; what a crash left of the last one is cut off by the next writer.
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { durableRename } from '../commits/durable-rename.js';
import { StoreError } from '../strategy.js';
import { unlessAbsent } from './durable-file.js';
import { documentOfJson, type Medium } from './record-store.js';
import { sealed, unsealed } from './sealed-text.js';

const HEADER = 'journal of task files, version 1\n';

export const recordLog: Medium = {
  load(path) {
    const last = unlessAbsent(() => wholeRecords(path))?.last ?? null;
    return last === null ? null : documentOfJson(last);
  },
  save(path, next) {
    if (!existsSync(path)) durableRename.commit(path, Buffer.from(HEADER), null);
    const { lengthBytes } = wholeRecords(path);
    const fd = openSync(path, 'r+');
    try {
      ftruncateSync(fd, lengthBytes);
      const record = Buffer.from(`${sealed(JSON.stringify(next))}\n`);
      try {
        append(fd, record, lengthBytes);
        fsyncSync(fd);
      } catch (error) {
        ftruncateSync(fd, lengthBytes);
        throw error;
      }
    } finally {
      closeSync(fd);
    }
  },
};

function append(fd: number, record: Buffer, at: number): void {
  for (let written = 0; written < record.byteLength; ) {
    written += writeSync(fd, record, written, record.byteLength - written, at + written);
  }
}

function wholeRecords(path: string): { last: string | null; lengthBytes: number } {
  const text = readFileSync(path, 'utf8');
  if (!text.startsWith(HEADER)) throw new StoreError('INVALID_DOCUMENT', `${path} is no journal`);
  let last: string | null = null;
  let length = HEADER.length;
  for (;;) {
    const end = text.indexOf('\n', length);
    const record = end < 0 ? null : unsealed(text.slice(length, end));
    if (record === null) break;
    last = record;
    length = end + 1;
  }
  return { last, lengthBytes: Buffer.byteLength(text.slice(0, length)) };
}
