// The contract of a search with the program that it searches: several clients that can be run again and again
// from the same initial state, one step of one client at a time. The real one schedules processes or threads;
// tests have others.
import type { FreshName } from '../../results/vocabulary/fresh-name.js';
import type { HistoryFact } from '../../results/vocabulary/history.js';
import type { Choice, Step } from '../../results/vocabulary/schedule.js';

/** A client that could go on, and what it would do. */
export interface Pending {
  readonly client: number;
  /**
   * `sleeping`: it waits for virtual time; choosing it moves the clock. `gate`: it has stopped before an
   * operation.
   */
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

/**
 * Chooses one schedule: asked at every moment. `cut` ends the execution here, because nothing new can come of
 * it.
 */
export interface Chooser {
  (moment: Moment): Choice | 'cut';
  /**
   * Promises for how many further moments the client just chosen will be chosen again, or the execution be
   * cut: the client need not stop there, and the chooser is asked afterwards. Absent: it promises nothing.
   */
  ahead?: (moment: Moment, client: number) => number;
  /** The same before the first moment: for how many moments from that one on this client will be chosen. */
  first?: (client: number) => number;
}

/** How one schedule ended. */
export type ExecutionEnding =
  | { type: 'finished' }
  | { type: 'cut' }
  /** A client's strategy code did not come back, or took its process down. */
  | { type: 'hang' | 'death'; client: number; how: string }
  /** Something happened that the harness can't observe or hold back; nothing may be concluded. */
  | { type: 'distrust'; reason: string };

/** After the last step of a schedule that has finished. */
export interface FinalState {
  /**
   * Everything the clients did, on the clock of the schedule's steps (step-clock.ts); `final` by a fresh
   * client.
   */
  readonly history: HistoryFact;
  /** The error of a fresh client's write; null: it succeeded. */
  readonly probe: { code: string | null; message: string } | null;
}

export interface Execution {
  readonly choices: readonly Choice[];
  readonly steps: readonly Step[];
  readonly ending: ExecutionEnding;
  readonly finalState: FinalState | null;
  /**
   * Keys that a client has read although they are not contended: steps report such reads only of contended
   * keys.
   */
  readonly readKeys?: readonly string[];
}

/** What a disturbance may do to the world of a schedule, between two steps. */
export interface World {
  /** The schedule's own directory, and the document in it. */
  readonly directory: string;
  readonly document: string;
  /** Of all clients: virtual milliseconds of the monotonic clock, and of the wall clock. */
  readonly nowMs: number;
  readonly wallMs: number;
  /** Time passes for everybody; sleepers are woken by whoever chooses them. */
  advanceTo(nowMs: number): void;
  /** Sets the wall clock of the machine; negative: back. */
  setClock(byMs: number): void;
  /** Sets the wall clock that this client reads, and nobody else's. */
  setClockOf(client: number, byMs: number): void;
  /** Records that this client stands still from here on; that it is not chosen is the chooser's affair. */
  standsStill(client: number): void;
  /** SIGKILL, or its likeness within the process: see `Setup.realDeaths`. */
  kill(client: number): Promise<void>;
  /** `process.exit(0)`, with all its handlers: only of clients with a process of their own. */
  exit(client: number): Promise<void>;
}

/** Called before every moment at which the chooser is asked. */
export type Disturbance = (moment: Moment, world: World) => Promise<void> | undefined;

export interface ExecuteOptions {
  /**
   * Keys (see `Step.keys`) that are contended: clients stop only before operations on these. 'all': before
   * every operation.
   */
  contended: ReadonlySet<string> | 'all';
  /** Names that are others in every execution. Default: none. */
  fresh?: readonly FreshName[];
  /** Whether the final state of this execution is known already (asked once, after the last step). */
  known?: (steps: readonly Step[]) => boolean;
  /** What happens to the clients beside the choices. Default: nothing. */
  disturb?: Disturbance;
}

/** The clients of one setup. */
export interface Program {
  readonly clients: number;
  /**
   * The next execution is by other processes, with other inode numbers: what differs in nothing else must be
   * the same in a replay. Absent: that can't be had.
   */
  renew?(): Promise<void>;
  /** Rejects only when the harness itself is broken. */
  execute(choose: Chooser, options: ExecuteOptions): Promise<Execution>;
}
