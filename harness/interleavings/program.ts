// What a search needs of the world it searches: a program of several clients that can be run again and again from
// the same start, one step of one client at a time. The real one drives processes or threads; tests have others.
import type { HistoryFact } from '../../results/vocabulary/history.js';
import type { Choice, Step } from '../../results/vocabulary/schedule.js';

/** A client that could go on, and what it would do. */
export interface Pending {
  readonly client: number;
  /** `sleeping`: it waits for virtual time; choosing it moves the clock. `gate`: it stands before an operation. */
  readonly state: 'gate' | 'sleeping';
  readonly label: string;
  /** Virtual milliseconds; only of sleeping ones. */
  readonly wakeMs: number | null;
}

/** One point at which a schedule decides. */
export interface Moment {
  /** From 0, dense. */
  readonly index: number;
  /** By client, ascending; never empty. */
  readonly pending: readonly Pending[];
  /** Who ran last; null at the start. */
  readonly last: number | null;
  /** Everything that has been done so far. */
  readonly steps: readonly Step[];
}

/** Chooses one schedule: asked at every moment. `cut` ends the execution here, because nothing new can come of it. */
export interface Chooser {
  (moment: Moment): Choice | 'cut';
  /**
   * Promises for how many further moments the client just chosen will be chosen again, or the execution be cut: the
   * client need not stop there, and the chooser is asked afterwards. Absent: it promises nothing.
   */
  ahead?: (moment: Moment, client: number) => number;
}

/** How one schedule ended. */
export type ExecutionEnding =
  | { type: 'finished' }
  | { type: 'cut' }
  /** A client's strategy code did not come back, or took its process down. */
  | { type: 'hang' | 'death'; client: number; how: string }
  /** Something that the harness can't see or hold happened; nothing may be concluded. */
  | { type: 'distrust'; reason: string };

/** What is left when everybody has stopped. null for schedules that were cut or that nobody could end. */
export interface FinalState {
  /** Everything the clients did, on the clock of the schedule's steps (step-clock.ts); `final` by a fresh client. */
  readonly history: HistoryFact;
  /** What a fresh client's write said: null = it got through. */
  readonly probe: { code: string | null; message: string } | null;
}

export interface Execution {
  readonly choices: readonly Choice[];
  readonly steps: readonly Step[];
  readonly ending: ExecutionEnding;
  readonly finalState: FinalState | null;
  /** Keys, not contended, of what somebody has looked at: what steps touch is told of it only when it is contended. */
  readonly readKeys?: readonly string[];
}

export interface ExecuteOptions {
  /**
   * Keys (see `Step.keys`) that are contended: clients stop only before operations on these. 'all': before every
   * operation.
   */
  contended: ReadonlySet<string> | 'all';
  /** Whether the aftermath of this execution is known already (asked once, after the last step). */
  known?: (steps: readonly Step[]) => boolean;
}

/** The world of one variant. */
export interface Program {
  readonly clients: number;
  /** Rejects only when the harness itself is broken. */
  execute(choose: Chooser, options: ExecuteOptions): Promise<Execution>;
}
