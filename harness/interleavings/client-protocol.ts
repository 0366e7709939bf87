// What the scheduler and a client tell each other: strictly in turns. The scheduler commands, the client does it
// and reports where it stands next, together with everything it did on the way. Both are built together, so
// nothing is validated; each message is one line of JSON.
import type { Observed } from '../../results/vocabulary/history.js';

/** What one client does in a schedule. Paths are absolute. */
export interface Script {
  /** Its number in the schedule. */
  client: number;
  /** The schedule's own directory, in which everything is relative, and the document in it. */
  directory: string;
  document: string;
  /** write: until acknowledged `writes` times, or refused `triesMax` times altogether. probe: one read, one write. */
  job: { do: 'write'; writes: number; triesMax: number } | { do: 'read'; reads: number } | { do: 'probe' };
  documentBytes: number;
  lockTimeoutMs: number;
  /** Of everything random in this client. */
  seed: number;
  /** Keys before which it stops, or everywhere; absent: as in the last script. */
  contended?: readonly string[] | 'all';
  /** It never stops and never sleeps: virtual time passes at once. For what goes before and after a schedule. */
  alone: boolean;
  /** Die (as by `crash`) after this many operations that change something; null: live. */
  dieAfter: number | null;
}

/** Virtual time. `wallMs`: of Date; `nowMs`: of performance.now(), hrtime and timers. */
export interface Times {
  wallMs: number;
  nowMs: number;
}

export type Command =
  /** Between scripts: from now on another strategy (see actors/strategy-reference.ts). Answered by ready, or threw. */
  | { do: 'load'; strategy: string }
  | { do: 'begin'; script: Script; times: Times }
  /**
   * Go on: past the gate, or out of the sleep. `past`: so many further gates are passed without stopping, because it
   * is certain that nobody else would be chosen there; each is told as `passed`.
   */
  | { do: 'go'; times: Times; past: number }
  /** Die here, before the pending operation: nothing of this run reaches the disk any more, its descriptors are closed. */
  | { do: 'die' };

/** A file as the kernel knows it: `<dev>:<ino>`. */
export type RawInode = string;

/** A file as one client knows it: its place among all that it has met in this script. See `Report.inodes`. */
export type LocalInode = number;

/**
 * What an operation touched. `key`: see `Step.keys`. `made`: the operation brought this inode into being.
 */
export interface RawAccess {
  resource:
    | { type: 'name' | 'entries'; path: string }
    | { type: 'inode' | 'links' | 'lock'; inode: LocalInode }
    | { type: 'clock' };
  mode: 'read' | 'change' | 'write';
  key: string;
  made?: true;
}

/** What a client did since its last report, in order. */
export type Entry =
  /** `label`: as in `Step`, inodes as `{met:<MetInode>}`. `gated`: it had stood before it and was let through. */
  | { e: 'operation'; label: string; accesses: RawAccess[]; gated: boolean }
  | { e: 'clock-read' }
  /** Somebody has looked at what was taken for unseen, because its key is not contended; the step before says nothing of it. */
  | { e: 'looked'; key: string }
  /** A gate at which it would have stood: see `go`. */
  | { e: 'passed'; label: string }
  | { e: 'read'; n: number }
  | { e: 'read-ok'; n: number; observed: Observed | null }
  | { e: 'read-error'; n: number; code: string | null; message: string }
  | { e: 'write'; n: number; token: string; expectedRev: number | null }
  | { e: 'write-ok'; n: number; tries: number; rev: number }
  | { e: 'write-error'; n: number; tries: number; code: string | null; message: string };

/** Where a client stands. `nowMs`: its virtual clock, which reading the clock moves on by a microsecond each. */
export type ClientPosition =
  /** Loaded and waiting for `begin`. */
  | { at: 'ready' }
  | { at: 'gate'; label: string; keys: string[] }
  | { at: 'sleep'; wakeMs: number }
  /** Its script has come to its end. */
  | { at: 'done' }
  /** After `die`: nothing of the run is left. */
  | { at: 'dead' }
  /** It waits for something that can't come any more. */
  | { at: 'stuck'; reason: string }
  /** The strategy threw where nothing may be thrown (open, close, a timer). */
  | { at: 'threw'; where: string; message: string }
  /** Something that can't be seen or held: a native addon, a child process, a worker. */
  | { at: 'distrust'; reason: string };

export interface Report {
  entries: Entry[];
  position: ClientPosition;
  nowMs: number;
  /** Files that it has met since its last report, numbered on from those before; from 0 in each script. */
  inodes: RawInode[];
  /** A script that is done may have left what its directory doesn't tell: open descriptors, or changes elsewhere. */
  hidden?: true;
}

/** The client's end of the line: blocks its thread until the scheduler has commanded. Ends the process when the scheduler is gone. */
export interface ClientChannel {
  exchange(report: Report): Command;
}
