// One operation on the file system or on a lock, and the interface of the handlers that see it. Every tapped
// call of node:fs becomes an operation; calls of several steps (writeFile, rm, cp …) become one for each
// step, so that a handler can act between any two. An operation says what was asked for; the outcome says
// what the kernel did.
import { constants } from 'node:fs';

const MAY_CHANGE = constants.O_CREAT | constants.O_TRUNC;

/** What a call works on: an open descriptor or a path. `follow`: a symbolic link at the end is followed. */
export type Target = { by: 'fd'; fd: number } | { by: 'path'; path: string; follow: boolean };

/**
 * Paths are absolute but otherwise as the caller wrote them. A position of null means the current offset of
 * the open file description (open(2)). `length` and `size` are in bytes.
 */
export type OperationAction =
  | { kind: 'open'; path: string; flags: number; mode: number }
  | { kind: 'close'; fd: number }
  | { kind: 'read'; fd: number; position: number | null; length: number }
  | { kind: 'write'; fd: number; position: number | null; chunks: readonly Uint8Array[] }
  | { kind: 'truncate'; fd: number; size: number }
  | { kind: 'rename'; from: string; to: string }
  | { kind: 'link'; existing: string; path: string }
  | { kind: 'symlink'; target: string; path: string }
  | { kind: 'unlink'; path: string }
  | { kind: 'mkdir'; path: string; mode: number }
  | { kind: 'rmdir'; path: string }
  | { kind: 'chmod'; target: Target; mode: number }
  | { kind: 'chown'; target: Target; uid: number; gid: number }
  | { kind: 'utimes'; target: Target }
  | { kind: 'fsync'; fd: number }
  | { kind: 'fdatasync'; fd: number }
  | { kind: 'stat'; target: Target }
  | { kind: 'readdir'; path: string }
  /** `process.kill`, by which locks ask whether their owner lives (kill(2) with signal 0). */
  | { kind: 'ask-process'; pid: number }
  | {
      kind: 'lock';
      mechanism: string;
      operation: 'try-lock' | 'unlock';
      path: string;
      fd: number | null;
    };

/** `channel`: not a call of node:fs but announced on the diagnostics channel `holdfast:lock`. */
export type Style = 'sync' | 'callback' | 'promise' | 'channel';

export type Operation = OperationAction & {
  /** Counts from 0 in each thread, without gaps, since the tap was installed. */
  readonly seq: number;
  /** The called function and its step: `writeSync`, `writeFile/open`, `FileHandle.sync`. */
  readonly call: string;
  readonly style: Style;
  /** For operations on a descriptor: the path it was opened by, if known. */
  readonly openedAs: string | null;
};

/** `value` is what the synchronous function returns: a descriptor, a number of bytes, Stats … */
export type Outcome =
  | { ok: true; value: unknown; durationNs: number }
  | { ok: false; error: unknown; durationNs: number };

/**
 * How a handler changes an operation; undefined leaves it as it is. The first decision counts. A decision that
 * doesn't apply to the operation's kind is ignored.
 * halve, short: the kernel gets only half, or so many, of a write's bytes; or of a read's.
 * fail: the operation is not done and fails with this errno code.
 * pathInstead: a call by path that opens, looks or lists does so at this path; operations and errors still carry
 * the one that the caller used.
 * between: the kernel gets so many of a write's bytes, `between` is called, which may block, then it gets the rest.
 * skip-sync: an fsync or fdatasync is not done and succeeds.
 */
export type HandlerDecision =
  | undefined
  | 'halve'
  | 'skip-sync'
  | { short: number }
  | { first: number; between(): void }
  | { fail: string }
  | { pathInstead: string };

/** A strategy uses something whose I/O the tap can't see. */
export interface UntappedIoNotice {
  type: 'native-addon' | 'child-process' | 'worker-thread' | 'descriptor';
  reason: string;
}

/**
 * Sees the operations of a thread and may change them. `before` and `after` run synchronously in that thread,
 * for every style, around the system call; `before` may block. Their own use of node:fs is not tapped.
 */
export interface Handler {
  /** May throw a `RunKilledError`: a synchronous call throws it too, an asynchronous one never settles. */
  before?(operation: Operation): HandlerDecision;
  after?(operation: Operation, outcome: Outcome): void;
  /**
   * The answer of a successful asynchronous operation is about to be given, in a later turn of the event loop than
   * `after`. Only then does its caller know that it was done; a caller that does not wait may do others meanwhile.
   */
  answered?(operation: Operation): void;
  /** What `os.uptime` answers, in seconds; undefined: the machine's. */
  uptimeS?(): number | undefined;
  notice?(notice: UntappedIoNotice): void;
}

/** Whether an operation can change files or their durability; reads, closes and locks can't. */
export function mutates(action: OperationAction): boolean {
  switch (action.kind) {
    case 'open':
      return (action.flags & MAY_CHANGE) !== 0;
    case 'close':
    case 'read':
    case 'stat':
    case 'readdir':
    case 'lock':
    case 'ask-process':
      return false;
    case 'write':
    case 'truncate':
    case 'rename':
    case 'link':
    case 'symlink':
    case 'unlink':
    case 'mkdir':
    case 'rmdir':
    case 'chmod':
    case 'chown':
    case 'utimes':
    case 'fsync':
    case 'fdatasync':
      return true;
  }
}

/** The paths that an operation names; for a descriptor, the path it was opened by. */
export function pathsOf(operation: Operation): string[] {
  switch (operation.kind) {
    case 'open':
    case 'symlink':
    case 'unlink':
    case 'mkdir':
    case 'rmdir':
    case 'readdir':
    case 'lock':
      return [operation.path];
    case 'rename':
      return [operation.from, operation.to];
    case 'link':
      return [operation.existing, operation.path];
    case 'chmod':
    case 'chown':
    case 'utimes':
    case 'stat':
      return operation.target.by === 'path' ? [operation.target.path] : opened(operation);
    case 'close':
    case 'read':
    case 'write':
    case 'truncate':
    case 'fsync':
    case 'fdatasync':
      return opened(operation);
    case 'ask-process':
      return [];
  }
}

function opened(operation: Operation): string[] {
  return operation.openedAs === null ? [] : [operation.openedAs];
}
