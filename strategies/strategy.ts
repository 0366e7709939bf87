// The contract of a storage strategy: the way a team keeps one document in one file, in the form in which it
// can be judged. A user's own module default-exports a `Strategy` and needs nothing else from this package;
// only `id` and `open` are required. Errors are recognised by their `code`, never by their class.

/** The document that is kept. Fields a strategy doesn't know are kept as they are. */
export interface TaskFile {
  /** Schema version of the document; this release understands 1. */
  version: number;
  /** Revision: 0 for an absent document, then + 1 with every write. A safe integer. */
  rev: number;
  /** ISO 8601 instant of the last write, for humans; never used for ordering. */
  updated_at: string;
  tasks: Task[];
  [unknownField: string]: unknown;
}

export interface Task {
  id: string;
  [unknownField: string]: unknown;
}

/**
 * candidate: may be recommended. baseline: shown for comparison. canary: broken on purpose. peer: a
 * third-party library.
 */
export type Role = 'candidate' | 'baseline' | 'canary' | 'peer';

/**
 * What a strategy promises. `single`: one writer at a time, and any number of readers. `threads`: writers in one
 * process. `processes`: writers in several. `hosts`: writers on several hosts, each with a mount of its own of
 * the same storage; asked in runs through two directories only. Each is claimed unless it is `false`, and only
 * what is claimed decides: what is not is run and shown all the same, and a store that rejects there with code
 * UNSUPPORTED is n/a. A claim never hides a failure.
 */
export interface Claims {
  single?: boolean;
  threads?: boolean;
  processes?: boolean;
  hosts?: boolean;
  powerLoss?: boolean;
  /**
   * What becomes of the lock of a killed writer. freed: the kernel frees it at once (the default). stale:
   * others take it over after some seconds. stuck: it blocks for ever. Used to plan a run's time; no verdict
   * depends on it.
   */
  lockAfterKill?: 'freed' | 'stale' | 'stuck';
}

export type Availability = { available: true } | { available: false; reason: string; remedy: string };

export interface OpenOptions {
  /** How long a write may wait for its lock, in milliseconds; 0 = one try. */
  lockTimeoutMs: number;
}

/**
 * What a write is: compare-and-swap (the default), update (a library's own read, change and write in one),
 * replace (of the whole value; the last writer wins), append (of a record). Adapters set it; it decides which
 * checks apply.
 */
export type PromiseLevel = 'compare-and-swap' | 'update' | 'replace' | 'append';

/** What a user's module exports by default. */
export interface Strategy {
  /** kebab-case; equals the file name for the built-in ones. */
  id: string;
  title?: string;
  role?: Role;
  claims?: Claims;
  /** The native addon that it needs: built where it is installed, or prebuilt. Absent = none. */
  addon?: 'compiled' | 'prebuilt';
  /** Judged only when it is selected: the default run stays short. For strategies of this package. */
  onRequest?: true;
  /** Default: compare-and-swap. */
  level?: PromiseLevel;
  /** Whether its parts exist on this machine. Absent = always available. */
  availability?(): Promise<Availability>;
  open(path: string, options: OpenOptions): Promise<Store>;
}

export interface Store {
  /**
   * Resolves with null when the document does not exist (undefined is understood as null); rejects with a
   * typed error when it can't be understood.
   */
  read(): Promise<TaskFile | null>;
  /**
   * Resolves = acknowledged and durable. `expectedRev` null = unconditional; an absent document has rev 0.
   * Stores `{ ...next, rev: current + 1, updated_at: now }` whatever rev and updated_at `next` carries,
   * keeps unknown fields, and resolves with what it stored.
   * Rejects with code CONFLICT ("Conflict detected: expected rev 1, found 2"), LOCKED, or another code +
   * cause.
   */
  write(next: TaskFile, expectedRev: number | null): Promise<TaskFile>;
  close(): Promise<void>;
}

/**
 * Stable codes of the built-in strategies' errors. CONFLICT and LOCKED mean the write surely did not happen.
 *
 * - CONFLICT: the document's rev is not the expected one.
 * - LOCKED: another writer held the lock until the timeout had passed.
 * - INVALID_DOCUMENT: the file is not YAML or not a task file; it is left untouched.
 * - UNSUPPORTED_VERSION: written by a newer version; it is left untouched.
 * - REV_OUT_OF_RANGE: rev is not, or would no longer be, a safe integer.
 * - INVALID_ARGUMENT: the caller handed over something that is not a task file.
 * - CLOSED: the store was used after close().
 * - LOCK_LOST: the lock was taken away while the write was under way; it may or may not have happened.
 * - IO: the file system failed; `cause` is the system error.
 * - UNSUPPORTED: the strategy does not work in this scope, and does not claim it. Nothing was done.
 */
export type StoreErrorCode =
  | 'CONFLICT'
  | 'LOCKED'
  | 'INVALID_DOCUMENT'
  | 'UNSUPPORTED_VERSION'
  | 'REV_OUT_OF_RANGE'
  | 'INVALID_ARGUMENT'
  | 'CLOSED'
  | 'LOCK_LOST'
  | 'IO'
  | 'UNSUPPORTED';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
