// Messages between the scheduler and a client, strictly in turns: the scheduler sends a command, the client
// carries it out and reports its next position and everything it did on the way. Both are built together, so
// nothing is validated; each message is one line of JSON.
import type { FreshName } from '../../results/vocabulary/fresh-name.js';
import type { Observed } from '../../results/vocabulary/history.js';
import type { ClientIdentity } from './names/client-identity.js';

/** The work of one client in a schedule. Paths are absolute. */
export interface Script {
  /** Its number in the schedule. */
  client: number;
  /** The schedule's own directory, in which everything is relative, and the document in it. */
  directory: string;
  document: string;
  /**
   * write: until acknowledged `writes` times, or refused `triesMax` times altogether. probe: one read, one
   * write.
   */
  job: { do: 'write'; writes: number; triesMax: number } | { do: 'read'; reads: number } | { do: 'probe' };
  documentBytes: number;
  lockTimeoutMs: number;
  /** Of everything random in this client. */
  seed: number;
  /** Keys before which it stops, or everywhere; absent: as in the last script. */
  contended?: readonly string[] | 'all';
  /** What tells all clients of the schedule apart; absent: as in the last script. */
  identities?: readonly ClientIdentity[];
  /** Names that are others in every schedule; absent: as in the last script. */
  fresh?: readonly FreshName[];
  /** It never stops and never sleeps: virtual time passes at once. For runs before and after a schedule. */
  alone: boolean;
  /** See `Setup`; of this client. */
  backoffMsMax?: number;
  syncMs?: number;
  /** Its writes over what others may read at the time are two steps; absent: one. */
  halves?: true;
  /** Die (as by `crash`) after this many operations that change something; null: live. */
  dieAfter: number | null;
  /** Of the clients of the schedule, by number, where each has a process of its own; absent: they don't. */
  pids?: readonly number[];
}

/** Virtual time. `wallMs`: of Date; `nowMs`: of performance.now(), hrtime and timers. */
export interface Times {
  /** Of the machine. */
  wallMs: number;
  nowMs: number;
  /** How far the wall clock that this client reads is ahead of the machine's; absent: 0. */
  ownAheadMs?: number;
}

/**
 * `past`, `named`: as in `go`, from the start; absent: 0, none. `dead`: processes that have died, whether or not there is one
 * with this pid; absent: none.
 */
export interface Begin {
  do: 'begin';
  script: Script;
  times: Times;
  past?: number;
  dead?: readonly number[];
  named?: readonly NamedWord[];
}

export type Command =
  /**
   * Between scripts: from now on another strategy (see actors/strategy-reference.ts). Answered by ready, or
   * threw.
   */
  | { do: 'load'; strategy: string }
  | Begin
  /**
   * Go on: past the step gate, or out of the sleep. `past`: so many further gates are passed without
   * stopping, because no other client would be chosen there; each is reported as `passed`. `dead`: as in
   * `begin`; absent: as before. `named`: by other clients since this one's last turn.
   */
  | {
      do: 'go';
      times: Times;
      past: number;
      dead?: readonly number[];
      named?: readonly NamedWord[];
    }
  /**
   * Die here, before the pending operation: nothing of this run reaches the disk any more, its descriptors
   * are closed.
   */
  | { do: 'die' }
  /** End the process here in the ordinary way, before the pending operation. Not answered. */
  | { do: 'exit' };

/** A word of a path as it is, and its name in this schedule: see names/schedule-names.ts. */
export type NamedWord = readonly [word: string, name: string];

/** A file as the kernel knows it: `<dev>:<ino>`. */
export type RawInode = string;

/**
 * A file as one client knows it: its place among all that it has encountered in this script. See
 * `Report.inodes`.
 */
export type LocalInode = number;

/**
 * What an operation touched. `key`: see `Step.keys`. `made`: the operation brought this inode into being.
 */
export interface RawAccess {
  resource:
    | { type: 'name' | 'kind' | 'entries'; path: string }
    | { type: 'inode' | 'links' | 'lock'; inode: LocalInode }
    /** Whether another client lives. */
    | { type: 'life'; client: number }
    | { type: 'clock' };
  mode: 'read' | 'change' | 'write';
  key: string;
  made?: true;
}

/** What a client did since its last report, in order. */
export type Entry =
  /** `label`: as in `Step`, inodes as `{met:<LocalInode>}`. `gated`: the client had stopped before it. */
  | { e: 'operation'; label: string; accesses: RawAccess[]; gated: boolean }
  | { e: 'clock-read' }
  /**
   * The strategy has read what no step reports, because the key is not contended: a link count, or more of a
   * file than its kind. See watched-stats.ts.
   */
  | { e: 'looked'; key: string }
  /** A step gate at which it would have stopped: see `go`. */
  | { e: 'passed'; label: string }
  | { e: 'read'; n: number }
  | { e: 'read-ok'; n: number; observed: Observed | null }
  | { e: 'read-error'; n: number; code: string | null; message: string }
  | { e: 'write'; n: number; token: string; expectedRev: number | null }
  | { e: 'write-ok'; n: number; tries: number; rev: number }
  | { e: 'write-error'; n: number; tries: number; code: string | null; message: string };

/** Where a client has stopped. */
export type ClientPosition =
  /** Loaded and waiting for `begin`. `identity`: said once, with whatever number. */
  | { at: 'ready'; identity?: ClientIdentity }
  | { at: 'gate'; label: string }
  | { at: 'sleep'; wakeMs: number }
  /** Its script has ended. */
  | { at: 'done' }
  /** After `die`: nothing of the run is left. */
  | { at: 'dead' }
  /** It waits for something that can't happen any more. */
  | { at: 'stuck'; reason: string }
  /** The strategy threw where nothing may be thrown (open, close, a timer). */
  | { at: 'threw'; where: string; message: string }
  /** It did something that can't be observed or held back: a native addon, a child process, a worker. */
  | { at: 'distrust'; reason: string };

export interface Report {
  entries: Entry[];
  position: ClientPosition;
  nowMs: number;
  /**
   * Files that it has encountered since its last report, numbered on from those before; from 0 in each
   * script.
   */
  inodes: RawInode[];
  /** What it was the first to name since its last report. */
  named?: readonly NamedWord[];
  /**
   * The script may have left something that its directory doesn't show: open descriptors, or changes
   * elsewhere.
   */
  hidden?: true;
}

/**
 * The client's end: blocks its thread until the next command. Ends the process when the scheduler is gone.
 */
export interface ClientChannel {
  exchange(report: Report): Command;
}
