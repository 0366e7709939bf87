// Messages between a crash experiment and its children: their tasks, and the lines they answer with. Plain
// data for both sides of one build; nothing of it is stored, so nothing is validated.
import type { CallCost } from '../../../results/facts/cost-breakdown-fact.js';
import type { NextWrite, RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import type { DocumentIdentity, VariantId } from '../../../results/vocabulary/persistence.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import type { PackedContent } from '../contents/packed-contents.js';

/** Where the document lies below a watched root. Two levels, so that a missing ancestor can be forgotten. */
export const DOCUMENT_PATH = 'kept/state/tasks.yaml';

/** The modules that a child may be assigned to, without their `.js`. */
export type ChildEntry =
  | 'record-entry'
  | 'stop-points-entry'
  | 'sigkill-entry'
  | 'recover-entry'
  | 'virtual-time-entry'
  | 'holder-entry'
  | 'visitor-entry'
  | 'watched-entry'
  | 'breakdown-entry';

/** Absolute paths: the task as JSON, and the file for the lines of its answer. */
export type TaskFiles = [task: string, output: string];

/** The first message to a child. */
export interface Assignment {
  entry: ChildEntry;
  files: TaskFiles;
}

export interface RecordTask {
  strategy: string;
  directory: string;
  variants: VariantId[];
  writes: number;
  documentBytes: number;
}
export interface RecordedVariant {
  strategyId: string;
  variant: VariantId;
  trace: Trace;
  /** The document before the recording began; null: there was none. */
  initial: DocumentIdentity | null;
  /** Of the process that wrote; null: not known. */
  pid: number | null;
  /** The wall clock after the last write, in milliseconds. */
  writtenAtMs: number;
}

/** The strategy rejects the first write there and has made nothing: there is nothing to record. */
export interface RefusedVariant {
  variant: VariantId;
  /** What it rejected with. */
  refused: string;
}

/** For the program under strace. `marks` null: it runs alone and writes the document that exists before. */
export interface StracedTask extends RecordTask {
  variant: VariantId;
  document: string;
  first: number;
  marks: string | null;
  output: string;
}
export interface StracedWrites {
  strategyId: string;
  initial: DocumentIdentity | null;
}

export type CrashMoment = 'before' | 'half' | 'after';

export interface StopPointsTask {
  strategy: string;
  directory: string;
  documents: { documentBytes: number; moments: CrashMoment[] }[];
}
export interface StoppedWrite {
  say: 'stopped';
  documentBytes: number;
  /** How many writes there were before it. */
  writesBefore: number;
  at: number;
  when: CrashMoment;
  operation: string;
  /** The run reached this point. */
  stopped: boolean;
  /** The write had been acknowledged by then. */
  acked: boolean;
  /** The document's path. */
  path: string;
  /** Tokens of the document that was there before, and of the one that replaces it. */
  oldToken: string;
  newToken: string;
  /** Of the process that wrote. */
  pid: number;
}
export type StopPointsLine =
  | { say: 'operations'; documentBytes: number; writesBefore: number; operations: string[]; points: number }
  | StoppedWrite
  | { say: 'distrust'; reason: string }
  | { say: 'done' };

export interface SigkillTask {
  strategy: string;
  directory: string;
  documentBytes: number;
  writesBefore: number;
  at: number;
  when: CrashMoment;
  token: string;
}
export type SigkillLine =
  | { say: 'ready'; path: string; oldToken: string; newToken: string; pid: number }
  | { say: 'acked' }
  | { say: 'survived' };

/** One place that a crash left, to be opened, read and written by a fresh store. */
export interface RecoverItem {
  /** Absolute path of the document. The documents of all items of a task have the same name. */
  path: string;
  /** Files to be put there first: relative paths below `root`, as data. null: they are there already. */
  disk: RecoverDisk | null;
  /** How long the next write may wait for a lock. */
  lockPatienceMs: number;
  /**
   * Refused as LOCKED, it is tried once more after everything beside the document was made this much older;
   * 0: not.
   */
  ageMs: number;
  documentBytes: number;
}
export interface RecoverDisk {
  /** Absolute path that does not exist yet. */
  root: string;
  nodes: DiskNode[];
  /** After a reboot: how long ago everything was last changed. null: the machine goes on. */
  agedMs: number | null;
}
export type DiskNode =
  | { path: string; type: 'dir'; mode: number }
  | { path: string; type: 'file'; mode: number; content: PackedContent }
  | { path: string; type: 'link'; to: string }
  | { path: string; type: 'symlink'; target: string };

export interface RecoverTask {
  strategy: string;
  directory: string;
  /** What the contents of the disks are made of, see `ContentPacking`. */
  blocks: string;
  /** The wall clock when the disks of the items were written, in milliseconds. */
  writtenAtMs: number;
  /** Pids of the writers that died, whatever processes have them now. */
  dead: number[];
  items: RecoverItem[];
}

/** What the next application made of what a crash had left. */
export interface Recovery {
  recovered: RecoveredFile;
  nextWrite: NextWrite;
  /** How much older everything was made before the next write was tried again; 0: it was not. */
  agedMs: number;
  /** Names beside the document afterwards that an ordinary write of the strategy does not leave. */
  litter: string[];
}
export interface RecoveredItem extends Recovery {
  /** Files whose content it read, relative to the disk's root: when it read, and when it wrote. */
  readSet: { reading: string[]; writing: string[] };
  /** It may have read others, too: native code or other processes took part. */
  unseen: boolean;
}

/**
 * `unavailable` comes alone. `read` comes before each `recovered`, so that it is known if the write kills the
 * child.
 */
export type RecoverLine =
  | { say: 'unavailable'; reason: string; remedy: string }
  | { say: 'read'; recovered: RecoveredFile }
  | { say: 'recovered'; item: RecoveredItem };

/** One place to be read and written in virtual time, however long that takes; answered by a `Recovery`. */
export interface VirtualTimeTask {
  strategy: string;
  directory: string;
  path: string;
  lockPatienceMs: number;
  documentBytes: number;
  /** Pids of writers that died, whatever processes have them now. */
  dead: number[];
  /** The wall clock when the client comes, in milliseconds. */
  wallMs: number;
}

/** A writer that stands still while it holds its lock; `unstopped`: it changes the document unseen. */
export interface HolderTask {
  strategy: string;
  path: string;
  documentBytes: number;
}
export type HolderLine = { say: 'stands-still' } | { say: 'unstopped' };

/** A program that writes once and ends, with whatever it does at its exit, when it gets a message. */
export type VisitorTask = HolderTask;
export interface VisitorLine {
  say: 'wrote';
}

/** One write onto a private document; `directory` holds it and everything that belongs to it. */
export interface WatchedTask extends HolderTask {
  directory: string;
}
/** `open`: a file with the new data that others may read. `elsewhere`: one in a directory beyond. */
export type WatchedLine =
  | { say: 'open'; name: string; mode: number; operation: string }
  | { say: 'elsewhere'; path: string }
  | { say: 'no-file' }
  | { say: 'done' };

export interface BreakdownTask extends WatchedTask {
  calls: number;
}
/** `unseen`: operations that the tap can't see were noticed. */
export type BreakdownLine =
  | { say: 'call'; of: 'own' | 'foreign' | 'reads'; cost: CallCost }
  | { say: 'unseen'; why: string }
  | { say: 'done' };
