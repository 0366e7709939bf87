// The Lab: what a scenario may ask for. It owns seed, clock and budget; scenarios never touch those directly.
// Each power is an interface of its own, and a scenario's `needs` names the ones it uses.
import type { HistoryFact } from '../results/history.js';
import type { KillsFact } from '../results/kills.js';
import type { SamplesFact } from '../results/samples.js';
import type { SessionFact } from '../results/session.js';
import type { OpenOptions, TaskFile } from '../strategies/strategy.js';

/** One client of the strategy whose every call is recorded; deadlines and deaths are the Lab's business. */
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

/** A single client and a bare hand on the disk, for scenarios that are a script of steps. */
export interface Sessions {
  /** Runs the script in a fresh directory and resolves with the record of it, also when it stopped early. */
  session(script: (desk: Desk) => Promise<void>): Promise<SessionFact>;
}

export interface Desk {
  /** Absolute; the document's place in this session's own directory. Nothing exists there yet. */
  readonly path: string;
  open(options?: Partial<OpenOptions> & { path?: string }): Promise<RecordedStore>;
  /** A document with an identity that nobody else has: `holdfast: { token, digest }` over the tasks. */
  document(tasks?: number): TaskFile;
  /** Records what the harness itself saw. */
  observe(label: string, observed: unknown): void;
  /** Names in the directory of `path`, the document itself left out. */
  leftovers(): string[];
}

/** Many clients at once on one document. */
export interface ContentionWorkload {
  /** Writers and readers that run as Piscina workers of one process. */
  threads: { writers: number; readers: number };
  /** Writers and readers that run as forked children. */
  processes: { writers: number; readers: number };
  /**
   * read-modify-write: every writer reads and compares-and-swaps until acknowledged `writesEach` times.
   * once: every writer writes once against the rev of the start, all at the same instant, for `rounds` documents.
   */
  cycle: { type: 'read-modify-write'; writesEach: number } | { type: 'once'; rounds: number };
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

export interface KillPlan {
  documentBytes: number;
  /** Kills after a random share of the measured duration of a write. */
  uniform: number;
  /** Kills once the first change of the write was seen on disk, which is where torn states are. */
  onset: number;
}

export interface Kills {
  /**
   * SIGKILLs aimed into the writes of child processes; every kill is followed by a recovery read and a write.
   * A strategy whose lock is only freed by a stale time gets `slowKills` of them, with recoveries in parallel.
   */
  kill(plans: readonly KillPlan[], options: { slowKills: number }): Promise<KillsFact>;
  /** Writers on one document, of which one after another is killed and replaced; resolves with the history. */
  killAmongContenders(plan: { kills: number; writers: number; documentBytes: number }): Promise<HistoryFact>;
}

export interface Measure {
  latency(plan: { rounds: number; perRound: number; documentBytes: number }): Promise<SamplesFact>;
}

export interface Lab extends Sessions, Writers, Kills, Measure {
  readonly profile: 'quick' | 'standard' | 'soak';
}

export type Power = 'session' | 'contend' | 'kill' | 'latency';
