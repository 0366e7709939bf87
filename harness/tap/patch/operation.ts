// One operation of a strategy on the file system (or on a lock), and what may plug into it. Every tapped call
// of node:fs becomes one operation; calls that do several things to the disk (writeFile, rm, cp …) become one
// operation for each step, so that a handler can stand between any two of them.
// It describes what was asked for; what the kernel made of it is the outcome.
import { constants } from 'node:fs';

const MAY_CHANGE = constants.O_CREAT | constants.O_TRUNC;

/** What a call works on: an open descriptor, or a path (`follow`: through a final symbolic link). */
export type Target = { by: 'fd'; fd: number } | { by: 'path'; path: string; follow: boolean };

/**
 * What is asked for. Paths are absolute but otherwise as the caller wrote them; a position of null is the
 * description's own position; `length` and `size` are bytes.
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
  /** Dense number within this thread since the tap was installed. */
  readonly seq: number;
  /** The function that was called, and the step of it: `writeSync`, `writeFile/open`, `FileHandle.sync`. */
  readonly call: string;
  readonly style: Style;
  /** Descriptor operations: the path it was opened by, when that is known. */
  readonly openedAs: string | null;
};

/** `value` is what the synchronous function returns: a descriptor, a number of bytes, Stats … */
export type Outcome =
  | { ok: true; value: unknown; durationNs: number }
  | { ok: false; error: unknown; durationNs: number };

/**
 * What a handler wants instead of the plain operation; undefined lets it pass. The first decision counts.
 * halve, short: only so many bytes of a write are handed to the kernel (other kinds ignore it).
 * fail: the operation isn't done and fails with this errno.
 * openInstead: an open takes this file in the place of the one that was asked for; it still goes by the name
 * that the caller used (other kinds ignore it).
 * skip-sync: a sync of a descriptor isn't done and succeeds (other kinds ignore it).
 */
export type HandlerDecision =
  | undefined
  | 'halve'
  | 'skip-sync'
  | { short: number }
  | { fail: string }
  | { openInstead: string };

/** Something outside the tap's reach that a strategy brought in: what it does can't be seen. */
export interface UntappedIoNotice {
  type: 'native-addon' | 'child-process' | 'worker-thread' | 'descriptor';
  reason: string;
}

/**
 * A plug of the tap. Both functions run synchronously in the strategy's thread, between the call and the
 * kernel, for every style alike: `before` may block. What they do with node:fs themselves is not tapped.
 */
export interface Handler {
  /** May throw a `RunKilledError`: a synchronous call then throws it, an asynchronous one never settles. */
  before?(operation: Operation): HandlerDecision;
  after?(operation: Operation, outcome: Outcome): void;
  notice?(notice: UntappedIoNotice): void;
}

/** Whether an operation can change the tree or its durability; reads, closes and locks can't. */
export function mutates(action: OperationAction): boolean {
  switch (action.kind) {
    case 'open':
      return (action.flags & MAY_CHANGE) !== 0;
    case 'close':
    case 'read':
    case 'stat':
    case 'readdir':
    case 'lock':
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

/** Every path that an operation names; for descriptors the one it was opened by. */
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
  }
}

function opened(operation: Operation): string[] {
  return operation.openedAs === null ? [] : [operation.openedAs];
}
