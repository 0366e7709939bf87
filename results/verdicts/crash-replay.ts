// What the replay of a power-loss capsule came to: what was recorded beside what the model, the document's
// bytes and the strategy itself say of the same disk now. Printed by `holdfast replay --json`; never stored.
import type { Capsule } from '../capsules/crash-capsule.js';
import type { Observed } from '../vocabulary/history.js';
import type { CrashWindow, FailureKind } from '../vocabulary/persistence.js';

/** `code` null: the strategy threw something without one, or its process ended. */
export interface RecoveryError {
  type: 'error';
  code: string | null;
  message: string;
}
/** What `read()` came to. */
export type ReadOutcome = ({ type: 'document' } & Observed) | { type: 'absent' } | RecoveryError;
/** What the next write came to; ok: the next reader found it. */
export type WriteOutcome = { type: 'ok'; rev: number } | RecoveryError;

export interface RecoveryOutcome {
  read: ReadOutcome;
  nextWrite: WriteOutcome;
  /**
   * Names beside the document after that write, which neither were there before nor does an ordinary write
   * leave.
   */
  litter: string[];
}

/** Why the strategy did not recover from the disk, or what came of it. */
export type StrategyRecovery =
  | { type: 'not-asked'; reason: string }
  | { type: 'unavailable'; reason: string; remedy: string }
  | ({
      type: 'tried';
      /** What it reads in the directory from before the first write. */
      undisturbed: ReadOutcome;
      /** The same on a machine that went on; null: not tried, for the disk holds nothing but the document. */
      atOnce: RecoveryOutcome | null;
    } & RecoveryOutcome);

/** A path and what stood there, in bytes; null: nothing. Directories have no size and are reported as −1. */
export interface DiskRow {
  path: string;
  /** Before the first write. */
  initial: number | null;
  /** What applications saw when the crash came. */
  live: number | null;
  /** What was left. */
  survived: number | null;
}

export interface ReplayVerdict {
  verdict: 'same' | 'different' | 'inconclusive';
  /** One sentence without its full stop. */
  reason: string;
}

/** Whether the model permits the disk. `arrangements`: of names, how many were looked at. */
export interface ModelAnswer {
  type: 'permitted' | 'forbidden' | 'undecided';
  arrangements: number;
}

export interface CrashReplay extends ReplayVerdict {
  recorded: FailureKind;
  /** By the document's bytes; null: they keep the promise. */
  bytes: FailureKind | null;
  permission: ModelAnswer;
  asked: StrategyRecovery;
  /** By what the strategy did. */
  kinds: FailureKind[];
  expected: CrashWindow;
  disk: DiskRow[];
  /** Derived here if the model permits the disk; else the capsule's own words. */
  explanation: Capsule['explanation'];
  derived: boolean;
  /** Where the capsule says something else than what follows from its trace. */
  contradictions: string[];
}
