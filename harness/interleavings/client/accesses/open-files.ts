// The open descriptors of a client: for each the inode, the name by which it was opened, and whether it may
// hold a lock. Only of files in the schedule's directory.
import type { Operation, Outcome } from '../../../tap/patch/operation.js';
import type { LocalInode } from '../../client-protocol.js';

export interface OpenFile {
  /** As opened, relative to the schedule's directory. */
  readonly path: string;
  /** The name that symbolic links led to; null: outside of it. */
  readonly home: string | null;
  readonly inode: LocalInode;
  readonly isDirectory: boolean;
  /** By this open: nobody can have read anything in it. */
  readonly made: boolean;
  readonly locks: LockInterest;
}

/** What one descriptor, or a whole process on one file, has to do with locks. */
export class LockInterest {
  #pending = 0;
  #granted: boolean = false;

  asked(): void {
    this.#pending += 1;
  }

  /** `leaves`: whether there is a lock now; null: as before. */
  answered(leaves: boolean | null): void {
    this.#pending -= 1;
    this.#granted = leaves ?? this.#granted;
  }

  get mayHold(): boolean {
    return this.#granted;
  }

  /** Also one that is just being requested. */
  get mayRelease(): boolean {
    return this.#granted || this.#pending > 0;
  }
}

type LockRequest = Extract<Operation, { kind: 'lock' }>;

function isRefused(outcome: Outcome): boolean {
  return outcome.ok && outcome.value === 'busy';
}

export class OpenFiles {
  readonly #files = new Map<number, OpenFile>();
  /**
   * Of files on which a lock of the whole process was requested, by name: closing any descriptor of such a
   * file drops it. Not by inode, because the kernel may reuse the number of a removed file for the next one.
   */
  readonly #ofProcess = new Map<string, LockInterest>();

  opened(fd: number, file: OpenFile): void {
    this.#files.set(fd, file);
  }

  closed(fd: number): void {
    this.#files.delete(fd);
  }

  find(fd: number): OpenFile | null {
    return this.#files.get(fd) ?? null;
  }

  /** Returns what is to be called with the answer. */
  askedForLock(file: OpenFile, { mechanism, operation }: LockRequest): (outcome: Outcome) => void {
    const interests = mechanism === 'posix' ? [file.locks, this.#processOn(file)] : [file.locks];
    for (const interest of interests) interest.asked();
    return (outcome) => {
      // Ranges can be unlocked one by one, a flock only as a whole.
      const released = mechanism === 'flock' && outcome.ok ? false : null;
      const leaves = operation === 'unlock' ? released : isRefused(outcome) ? null : true;
      for (const interest of interests) interest.answered(leaves);
    };
  }

  #processOn({ path }: OpenFile): LockInterest {
    const known = this.#ofProcess.get(path) ?? new LockInterest();
    this.#ofProcess.set(path, known);
    return known;
  }

  /**
   * Whether the answer has changed what is locked. A refused request has not, unless it was to convert a
   * flock: Linux gives up the one that there is before it tries for the other.
   */
  changedLocks(file: OpenFile, { mechanism }: LockRequest, outcome: Outcome): boolean {
    return !isRefused(outcome) || (mechanism === 'flock' && file.locks.mayHold);
  }

  /** Whether closing this descriptor may release a lock. */
  mayRelease(file: OpenFile): boolean {
    return file.locks.mayRelease || this.#ofProcess.get(file.path)?.mayRelease === true;
  }
}
