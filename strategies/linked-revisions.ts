// Compare-and-swap without a lock: revision n + 1 is published by link(2) of a complete file to the name
// `<document>.rev-<n + 1>`, which succeeds for one writer only. Then it is renamed over the document, so that
// people and programs find it under its own name. A writer that was stopped in between hinders nobody: the
// published name is read as the newest, and the next writer tidies up.
//
// Two rules make old names safe to remove. A writer creates its temporary file before it looks which revision
// is the newest. And before the document is replaced, every other temporary file is removed: whoever looked
// too early finds its own gone when it wants to publish, and begins anew.
//
// A published name goes only after its revision is durable. One that is still there may be lost with the power, and
// a later one that survived without it would count again as soon as the revisions reach it. So the directory is
// synced before anything is published on top of such a name: its writer may have died.

import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Commit } from './commits/commit.js';
import { makeDurableDirectory, syncName } from './commits/directory-sync.js';
import { fillAndClose } from './commits/durable-rename.js';
import { renameOver } from './commits/rename-over.js';
import { type Content, openIfThere, readContent, readOpenFile } from './document-file.js';
import type { Lock } from './locks/lock.js';
import { StoreError } from './strategy.js';
import { parseTaskFile } from './task-file.js';

/** Each round lost means that another writer finished in between. */
const ROUNDS_MAX = 1000;

/** What one store needs to remember of the write under way; stores write one after another. */
export class LinkedRevisions {
  #attempt: { tmp: string; fd: number } | null = null;
  #newest: (Content & { rev: number }) | null = null;
  #parsed: { bytes: Uint8Array; rev: number } | null = null;

  /** Nothing is locked: an attempt has begun. */
  readonly lock: Lock = {
    acquire: async (documentPath) => {
      const tmp = `${documentPath}.${randomUUID()}.tmp`;
      const mode = (statSync(documentPath, { throwIfNoEntry: false })?.mode ?? 0o666) & 0o777;
      this.#attempt = { tmp, fd: openSync(tmp, 'wx', mode) };
      return await Promise.resolve({ lost: () => null, release: () => this.#end() });
    },
  };

  readonly commit: Commit = {
    prepareDirectory: makeDurableDirectory,
    commit: (target, content, previous) => {
      const attempt = this.#attempt;
      if (attempt === null) throw new Error('no attempt has begun');
      this.#attempt = { ...attempt, fd: -1 };
      fillAndClose(attempt.fd, content, previous);
      const rev = (this.#newest?.rev ?? 0) + 1;
      if (existsSync(nameOf(target, rev - 1))) syncName(target);
      publish(attempt.tmp, nameOf(target, rev), target);
      putInPlace(attempt.tmp, target, rev);
    },
  };

  /** The newest revision, published or in place; null: there is no document. */
  newest(path: string): (Content & { rev: number }) | null {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const fd = openIfThere(path);
      try {
        const newest = this.#endOfChain(path, fd === null ? null : readOpenFile(fd));
        // While it is open, its inode number belongs to nobody else. One that was replaced may have been read
        // together with names that came and went meanwhile.
        if (isStillNamed(path, fd)) {
          this.#newest = newest;
          return newest;
        }
      } finally {
        if (fd !== null) closeSync(fd);
      }
    }
    throw new Error(`${path} was replaced ${ROUNDS_MAX} times in a row while it was being read`);
  }

  #endOfChain(path: string, inPlace: Content | null): (Content & { rev: number }) | null {
    let newest = inPlace === null ? null : { ...inPlace, rev: this.#revOf(inPlace.bytes, path) };
    for (;;) {
      const rev = (newest?.rev ?? 0) + 1;
      const published = readContent(nameOf(path, rev));
      if (published === null) return newest;
      newest = { ...published, rev };
    }
  }

  #revOf(bytes: Buffer, path: string): number {
    if (this.#parsed === null || !bytes.equals(this.#parsed.bytes)) {
      this.#parsed = { bytes, rev: parseTaskFile(bytes, path).rev };
    }
    return this.#parsed.rev;
  }

  async #end(): Promise<void> {
    const attempt = this.#attempt;
    this.#attempt = null;
    if (attempt === null) return;
    if (attempt.fd !== -1) closeSync(attempt.fd);
    // Gone when it was published.
    await Promise.resolve(unlessCode('ENOENT', () => unlinkSync(attempt.tmp)));
  }
}

/** @throws StoreError LOCKED: another writer was first, and nothing has happened */
function publish(tmp: string, name: string, target: string): void {
  try {
    linkSync(tmp, name);
  } catch (cause) {
    if (!hasCode(cause, 'EEXIST') && !hasCode(cause, 'ENOENT')) throw cause;
    throw new StoreError('LOCKED', `Locked: another writer of ${target} published first`, { cause });
  }
}

function putInPlace(tmp: string, target: string, rev: number): void {
  const { temporary, revs } = namesBeside(target);
  for (const other of temporary) {
    if (other !== tmp) unlessCode('ENOENT', () => unlinkSync(other));
  }
  // ENOENT: a later writer was faster, and has put its own in place or is about to.
  const isInPlace = unlessCode('ENOENT', () => renameOver(tmp, target)) !== 'ENOENT';
  syncName(target);
  if (!isInPlace) return;
  for (const old of revs.filter((one) => one <= rev)) {
    unlessCode('ENOENT', () => unlinkSync(nameOf(target, old)));
  }
}

function namesBeside(target: string): { temporary: string[]; revs: number[] } {
  const directory = dirname(target);
  const prefix = `${basename(target)}.`;
  const ours = readdirSync(directory).filter((name) => name.startsWith(prefix));
  return {
    temporary: ours.filter((name) => name.endsWith('.tmp')).map((name) => join(directory, name)),
    revs: ours.flatMap((name) => {
      const rev = /^rev-(?<rev>\d+)$/.exec(name.slice(prefix.length))?.groups?.rev;
      return rev === undefined ? [] : [Number(rev)];
    }),
  };
}

function nameOf(target: string, rev: number): string {
  return `${target}.rev-${rev}`;
}

function isStillNamed(path: string, fd: number | null): boolean {
  const named = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (fd === null || named === undefined) return fd === null && named === undefined;
  const open = fstatSync(fd, { bigint: true });
  return named.ino === open.ino && named.dev === open.dev;
}

function unlessCode<T, Code extends string>(code: Code, action: () => T): T | Code {
  try {
    return action();
  } catch (error) {
    if (hasCode(error, code)) return code;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
