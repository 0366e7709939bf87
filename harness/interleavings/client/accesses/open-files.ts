// The open descriptors of a client: for each the inode, the name by which it was opened, and whether a lock
// was requested through it. Only of files in the schedule's directory.
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
   * Names of files on which a lock of the whole process was requested: closing any descriptor of such a file
   * drops it. Not by inode, because the kernel may reuse the number of a removed file for the next one.
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
