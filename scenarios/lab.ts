// The Lab: everything a scenario can ask for. It owns seed, clock and budget, which scenarios never touch
// directly. Each power is an interface of its own, and a scenario's `needs` names the ones that it uses.
import type { CostBreakdownFact } from '../results/facts/cost-breakdown-fact.js';
import type { CrashStatesFact } from '../results/facts/crash-states-fact.js';
import type { InterleavingsFact } from '../results/facts/interleavings-fact.js';
import type { IoFaultsFact } from '../results/facts/io-faults-fact.js';
import type { KillPointsFact } from '../results/facts/kill-points-fact.js';
import type { NemesisFact } from '../results/facts/nemesis-fact.js';
import type { SamplesFact } from '../results/facts/samples-fact.js';
import type { SessionFact } from '../results/facts/session-fact.js';
import type { HistoryFact } from '../results/vocabulary/history.js';
import type { ProgramEnd } from '../results/vocabulary/program-end.js';
import type { InterleavingVariant } from '../results/vocabulary/schedule.js';
import type { OpenOptions, TaskFile } from '../strategies/strategy.js';

/** One client of the strategy; every call is recorded, and the Lab handles deadlines and deaths. */
export interface RecordedStore {
  read(
    label: string,
  ): Promise<{ ok: true; value: TaskFile | null } | { ok: false; code: string | null; message: string }>;
  write(
    label: string,
    next: TaskFile,
    expectedRev: number | null,
  ): Promise<{ ok: true; value: TaskFile } | { ok: false; code: string | null; message: string }>;
  close(): Promise<void>;
}

/** A single client and direct access to the disk, for scenarios that are a script of steps. */
export interface Sessions {
  /** Runs the script in a fresh directory and resolves with its record, also when it stopped early. */
  session(script: (client: RecordedClient) => Promise<void>): Promise<SessionFact>;
}

export interface SessionOptions extends Partial<OpenOptions> {
  path?: string;
  /**
   * What is recorded of documents. whole: everything (default). mark: rev, token and whether the tasks are
   * intact, for documents that are too large to be kept.
   */
  record?: 'whole' | 'mark';
}

export interface RecordedClient {
  /** Absolute; the document's place in this session's own directory. Nothing exists there yet. */
  readonly path: string;
  open(options?: SessionOptions): Promise<RecordedStore>;
  /**
   * A document with a unique identity, `holdfast: { token, digest }` over the tasks, whose YAML has about
   * `documentBytes`.
   */
  document(documentBytes?: number): TaskFile;
  /** Records something that the harness itself saw. */
  observe(label: string, observed: unknown): void;
  /** Names in the directory of `path`, the document itself left out. */
  leftovers(): string[];
  /** How many names there are below the directory of `path`, at any depth, the document itself left out. */
  countBeside(): number;
  /** Open descriptors of the process, null where they can't be counted, and its heap without garbage. */
  resources(): { descriptors: number | null; heapBytes: number };
  /** Runs a process that uses a document of its own once, and resolves with how it ended. */
  program(): Promise<ProgramEnd>;
}

/** Many clients at once on one document. */
export interface ContentionWorkload {
  /** Writers and readers that run as Piscina workers of one process. */
  threads: { writers: number; readers: number };
  /** Writers and readers that run as forked children. */
  processes: { writers: number; readers: number };
  /**
   * read-modify-write: every writer reads and compares-and-swaps until acknowledged `writesEach` times.
   * once: every writer writes once against the rev of the start, all at the same instant, for `rounds`
   * documents.
   * back-to-back: every writer writes unconditionally and without a pause for `durationMs`, and on until there
   * are `writesMin` of all together.
   */
  cycle:
    | { type: 'read-modify-write'; writesEach: number }
    | { type: 'once'; rounds: number }
    | { type: 'back-to-back'; durationMs: number; writesMin: number };
  /**
   * Where the documents lie. directory: in one that exists (default). absent-directories: below several that
   * don't exist, without a document. many-names: the actors call one document by a relative path, through a
   * link to it and through a linked directory, whose name has blanks and letters beyond ASCII. two-mounts: the
   * actors reach one document through the two directories of the run in turn, as if on two hosts.
   */
  place?: 'directory' | 'absent-directories' | 'many-names' | 'two-mounts';
  lockTimeoutMs: number;
  /** After LOCKED or CONFLICT the actor tries again after 0 … this many milliseconds. */
  retryMsMax: number;
  /** Upper bound of one actor's tries; then it stops and says so. */
  triesMax: number;
  /** Approximate size of the document's YAML. */
  documentBytes: number;
}

export interface Writers {
  /** In fresh directories; resolves with the complete history of each document. */
  contend(workload: ContentionWorkload): Promise<HistoryFact[]>;
}

export interface KillPointPlan {
  /** `moments`: before and after every changing operation of the write, and in the middle of what has one. */
  documents: readonly { documentBytes: number; moments: readonly ('before' | 'half' | 'after')[] }[];
  /** How many of the points of the smallest document are stopped by a real SIGKILL as well. */
  sigkills: number;
  /**
   * How a lock that only time frees is waited for, once: in real time, or in virtual time, which passes at
   * once.
   */
  patience: 'real' | 'virtual';
}

export interface KillPoints {
  /**
   * Stops one write at each of its operations, by the in-process fence and for a sample by SIGKILL, and lets
   * a fresh process read and write what was left.
   */
  killPoints(plan: KillPointPlan): Promise<KillPointsFact>;
}

export interface CrashStatePlan {
  /** Acknowledged writes in each recording. */
  writes: number;
  documentBytes: number;
  /** Candidates over all crash points and models of one recording, and of one model at one crash point. */
  statesMax: number;
  statesPerPointMax: number;
  /** Disk states of one recording that the real strategy opens, reads and writes. */
  recoveriesMax: number;
}

export interface PowerLoss {
  /**
   * Records writes onto a document, also through a link, into an empty directory and into missing ones, and judges every
   * disk state that a power loss may leave of them.
   */
  crashStates(plan: CrashStatePlan): Promise<CrashStatesFact>;
}

export interface Kills {
  /**
   * Writers on one document, of which one after another is killed and replaced; resolves with the history.
   * With `twoMounts` they reach it through the two directories of the run in turn.
   */
  killDuringContention(plan: {
    kills: number;
    writers: number;
    documentBytes: number;
    twoMounts?: true;
  }): Promise<HistoryFact>;
}

export interface IoFaultPlan {
  documentBytes: number;
}

export interface IoFaults {
  /**
   * Fails each operation of a write and of a read with each error that it can give, and looks what becomes of
   * it. `parts`: by what fails in a write (`writes`, `syncs`, `renames`, `opens`), and `others`; null: all.
   */
  ioFaults(plan: IoFaultPlan, parts: readonly string[] | null): Promise<IoFaultsFact>;
}

export interface NemesisSize {
  writers: number;
  /** Acknowledged writes of each writer. */
  writes: number;
  readers: number;
  documentBytes: number;
  /** Plans that draw everything from the seed, beside the aimed ones. */
  mixed: number;
}

export interface Nemeses {
  /**
   * Clients in processes of their own contend for one document, in virtual time, while some are killed, exit, stand
   * still or wait for slow syncs, the wall clock is set, and somebody edits the document by hand. `parts`: of
   * the aimed plans, and `mixed`; null: all.
   */
  nemesis(size: NemesisSize, parts: readonly string[] | null): Promise<NemesisFact>;
}

export interface HeldLocks {
  /**
   * A writer in a process of its own stands still right before it would change the document. Meanwhile others
   * ask for its lock with each of these timeouts, and again after a program has ended that had used the
   * document before. Then the writer is killed, and fresh clients write what it left: once with its process id
   * replaced by that of a living process, once from a time that is still to come. Resolves with a session of
   * observations, see `heldLockSchemas`.
   */
  heldLock(plan: { timeoutsMs: readonly number[] }): Promise<SessionFact>;
}

export interface WatchedWrites {
  /**
   * Watches, operation by operation, one write onto a document of mode 0600. Resolves with a session of one
   * observation, `watched write`, see `watchedWriteSchema`.
   */
  watchedWrite(): Promise<SessionFact>;
}

export interface Measure {
  /** `verified`: which of the measured writes another client reads back. */
  latency(plan: {
    rounds: number;
    perRound: number;
    documentBytes: number;
    verified: 'each' | 'first-of-round';
  }): Promise<SamplesFact>;
  /** Where the time of single calls goes, by the operations that the tap sees. */
  breakdown(plan: { calls: number; documentBytes: number }): Promise<CostBreakdownFact>;
}

export interface InterleavingPlan {
  variant: InterleavingVariant;
  writers: number;
  /** Acknowledged writes of each writer. */
  writes: number;
  readers: number;
  /**
   * dfs: every schedule with at most `preemptions` of them, fewest first. pct: `preemptions` random changes
   * of priority. walk: a random client at every moment.
   */
  search: 'dfs' | 'pct' | 'walk';
  preemptions: number;
  /** Ends the search, as incomplete. */
  schedulesMax: number;
  /** null: only `schedulesMax` ends it. */
  msMax: number | null;
  /** false: a class of violation ends the search when the smallest schedule of it is found. */
  findAll: boolean;
}

export interface Interleavings {
  /** Searches through the interleavings of real clients, one plan after another. */
  interleavings(
    plans: readonly InterleavingPlan[],
    scope: 'threads' | 'processes',
  ): Promise<InterleavingsFact>;
}

export interface Lab
  extends Sessions,
    Writers,
    Kills,
    KillPoints,
    PowerLoss,
    IoFaults,
    Interleavings,
    Nemeses,
    HeldLocks,
    WatchedWrites,
    Measure {
  readonly profile: 'quick' | 'standard' | 'soak';
  /** Whether the strategy may be used in several threads of a process; where not, one writer is a process. */
  readonly claimsThreads: boolean;
}

export type Power =
  | 'session'
  | 'contend'
  | 'kill'
  | 'kill-points'
  | 'crash-states'
  | 'io-faults'
  | 'interleavings'
  | 'nemesis'
  | 'held-lock'
  | 'watched-write'
  | 'latency';
