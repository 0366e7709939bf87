// What a client's descriptors stand for: which inode of the schedule's directory, opened by which name, and whether
// a lock was asked for through it. Descriptors of files elsewhere are nobody's business.
import type { LocalInode } from '../../client-protocol.js';

export interface OpenFile {
  /** As opened, relative to the schedule's directory. */
  readonly path: string;
  /** The name that symbolic links led to; null: outside of it. */
  readonly home: string | null;
  readonly inode: LocalInode;
  readonly isDirectory: boolean;
  lockAsked: boolean;
}

export class OpenFiles {
  readonly #files = new Map<number, OpenFile>();
  /**
   * Names by which a lock of the whole process was asked for: closing any descriptor of that file drops it. Not by
   * inode: the kernel gives the number of a lost one to the next file, this time or another.
   */
  readonly #lockedByProcess = new Set<string>();

  opened(fd: number, file: OpenFile): void {
    this.#files.set(fd, file);
  }

  closed(fd: number): void {
    this.#files.delete(fd);
  }

  find(fd: number): OpenFile | null {
    return this.#files.get(fd) ?? null;
  }

  askedForLock(file: OpenFile, mechanism: string): void {
    file.lockAsked = true;
    if (mechanism === 'posix') this.#lockedByProcess.add(file.path);
  }

  /** Whether closing this descriptor may release a lock. */
  mayRelease(file: OpenFile): boolean {
    return file.lockAsked || this.#lockedByProcess.has(file.path);
  }
}
