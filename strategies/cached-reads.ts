// Answers reads from memory, as long as it is proven that the file is the one that was read. One call of stat(2)
// decides, by two rules:
//
// 1. The path still leads to the inode that was read. The file is kept open, so that its inode number can't be
//    given to another one, as ext4 does at once. Whoever replaces the document by a rename, as all who write with
//    these strategies do, is seen by this alone, whatever the clock of the file system shows.
// 2. Its size, mtime and ctime are those that it had when it was read, and it was read at least a clock tick after
//    they were first seen. So what an editor writes in place from then on gets another ctime, also where somebody
//    puts the mtime back.
//
// Until a tick has passed the bytes are read and compared, and only not parsed. Fails where stat(2) may answer from
// a cache of its own (NFS), where a change through mmap(2) is still to be stamped, and where the wall clock is set
// back to the very nanosecond of an earlier change. Not for Windows, where a file that is open can't be replaced.
import { type BigIntStats, closeSync, fstatSync, statSync } from 'node:fs';
import { openIfThere, readToEnd } from './document-file.js';
import type { TaskFile } from './strategy.js';
import { parseTaskFile } from './task-file.js';

/** Longer than a clock tick of any kernel (10 ms), or than the 2 s of file systems that keep whole seconds. */
const TICK_MS = 50;
const TICK_MS_WHOLE_SECONDS = 2500;
const SECOND_NS = 1_000_000_000n;

export interface ReadDocument {
  bytes: Uint8Array;
  /** A copy of the caller's own. */
  document: TaskFile;
}

/** A file that was read and is kept open. */
interface Kept extends ReadDocument {
  fd: number;
  /** As they were before it was read. */
  stats: BigIntStats;
  /** When these stats were first seen. */
  seenMs: number;
  /** It was read a tick after that. */
  settled: boolean;
}

/** What one store remembers of its document. */
export class CachedReads {
  #kept: Kept | null = null;

  /** null: there is no document. */
  read(path: string): ReadDocument | null {
    const named = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (named === undefined || !isInode(named, this.#kept?.stats)) this.forget();
    if (named === undefined) return null;
    if (this.#kept?.settled !== true || !isUnchanged(named, this.#kept.stats)) this.#readAgain(path);
    const kept = this.#kept;
    return kept === null ? null : { bytes: kept.bytes, document: structuredClone(kept.document) };
  }

  #readAgain(path: string): void {
    const before = this.#kept;
    const fd = before?.fd ?? openIfThere(path);
    this.#kept = null;
    if (fd === null) return;
    try {
      this.#kept = readKept(fd, path, before);
    } finally {
      if (this.#kept === null) closeSync(fd);
    }
  }

  /** Closes the file. */
  forget(): void {
    const kept = this.#kept;
    this.#kept = null;
    try {
      if (kept !== null) closeSync(kept.fd);
    } catch {
      // Nothing was written through it, and it is closed all the same: see close(2).
    }
  }
}

function readKept(fd: number, path: string, before: Kept | null): Kept {
  const beganMs = performance.now();
  const stats = fstatSync(fd, { bigint: true });
  const bytes = readToEnd(fd, Number(stats.size));
  // Nothing that happens after its beginning can have left these stats, if they are a tick old by then.
  const seenMs = before !== null && isUnchanged(stats, before.stats) ? before.seenMs : performance.now();
  const isKnown = before !== null && bytes.equals(before.bytes);
  const document = isKnown ? before.document : parseTaskFile(bytes, path);
  return { fd, stats, seenMs, settled: beganMs >= seenMs + tickMsOf(stats), bytes, document };
}

function tickMsOf({ mtimeNs, ctimeNs }: BigIntStats): number {
  const areSeconds = mtimeNs % SECOND_NS === 0n && ctimeNs % SECOND_NS === 0n;
  return areSeconds ? TICK_MS_WHOLE_SECONDS : TICK_MS;
}

function isInode(named: BigIntStats, kept: BigIntStats | undefined): boolean {
  return kept !== undefined && named.ino === kept.ino && named.dev === kept.dev;
}

function isUnchanged(now: BigIntStats, then: BigIntStats): boolean {
  return now.size === then.size && now.mtimeNs === then.mtimeNs && now.ctimeNs === then.ctimeNs;
}
