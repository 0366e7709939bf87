// Two files that are written in turn, in place: `<path>.0` and `<path>.1`. The document is the newer record of
// those that are whole; there is never a file at the path itself. A write that is cut off spoils the older one.
//
// Flaws: no-checksum believes the length of a record; same-slot writes over the newer record.
import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '../../../../strategies/commits/directory-sync.js';
import { writeAll } from '../../../../strategies/commits/write-all.js';
import type { TaskFile } from '../../../../strategies/strategy.js';
import { bytesOf, notUnderstood } from './file-steps.js';
import { flawOf, formatStrategy } from './format-store.js';
import { documentAt, frameDocument } from './framed-document.js';

const flaw = flawOf(import.meta.url, ['no-checksum', 'same-slot']);
const READS_MAX = 50;

interface Slots {
  document: TaskFile;
  /** The slot that it is in. */
  at: 0 | 1;
}

function slotsOf(path: string): [Buffer | null, Buffer | null] {
  return [bytesOf(`${path}.0`), bytesOf(`${path}.1`)];
}

/** Both slots at one moment, as far as two equal looks can tell. */
function settled(path: string): [Buffer | null, Buffer | null] {
  let slots = slotsOf(path);
  for (let tries = 0; tries < READS_MAX; tries++) {
    const again = slotsOf(path);
    if (again.every((bytes, at) => same(bytes, slots[at] ?? null))) return slots;
    slots = again;
  }
  return slots;
}

const same = (a: Buffer | null, b: Buffer | null): boolean =>
  a === null || b === null ? a === b : a.equals(b);

function newest(path: string): Slots | null {
  const [first, second] = settled(path);
  const found = [first, second].flatMap((bytes, at): Slots[] => {
    const record = bytes === null ? null : recordIn(bytes, path);
    return record === null ? [] : [{ document: record.document, at: at === 0 ? 0 : 1 }];
  });
  const [one, other] = found;
  if (one !== undefined) return other !== undefined && other.document.rev > one.document.rev ? other : one;
  // A first write that was cut off leaves one slot, and no document yet.
  if (first === null || second === null) return null;
  throw notUnderstood(path);
}

function recordIn(bytes: Buffer, path: string) {
  try {
    return documentAt(bytes, 0, flaw === 'no-checksum');
  } catch (cause) {
    throw notUnderstood(path, cause);
  }
}

/** Its writer may have died before it synced the file, and its name. */
function makeDurable(path: string, { document, at }: Slots): void {
  const fd = openSync(`${path}.${at}`, constants.O_WRONLY);
  try {
    writeAll(fd, frameDocument(document));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  syncDirectory(dirname(path));
}

export default formatStrategy('two-slots', flaw, {
  read: (path) => newest(path)?.document ?? null,
  keep(path, stored) {
    const current = newest(path);
    if (current !== null && flaw !== 'same-slot') makeDurable(path, current);
    const older = current === null ? 0 : current.at === 0 ? 1 : 0;
    const slot = `${path}.${flaw === 'same-slot' ? (current?.at ?? 0) : older}`;
    const isNew = bytesOf(slot) === null;
    const fd = openSync(slot, constants.O_WRONLY | constants.O_CREAT);
    try {
      writeAll(fd, frameDocument(stored));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (isNew) syncDirectory(dirname(path));
  },
});
