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
  /** read: read-modify-write cycles until acknowledged `writesEach` times. once: a single write against rev of the start. */
  cycle: 'read-modify-write' | 'once';
  writesEach: number;
  lockTimeoutMs: number;
  /** After LOCKED or CONFLICT the actor tries again after 0 … this many milliseconds. */
  retryMsMax: number;
  /** Upper bound of one actor's tries; then it stops and says so. */
  triesMax: number;
  /** Approximate size of the document's YAML. */
  documentBytes: number;
}

export interface Writers {
  /** One round in a fresh directory; resolves with the complete history. */
  contend(workload: ContentionWorkload): Promise<HistoryFact>;
}

export interface KillPlan {
  uniform: number;
  onset: number;
  contended: number;
  documentBytes: number;
}

export interface Kills {
  /** SIGKILLs aimed into writes by child processes; every kill is followed by a recovery read and a write. */
  kill(plans: KillPlan[]): Promise<KillsFact>;
}

export interface Measure {
  latency(plan: { rounds: number; perRound: number; documentBytes: number }): Promise<SamplesFact>;
}

export interface Lab extends Sessions, Writers, Kills, Measure {
  readonly profile: 'quick' | 'standard' | 'soak';
}

export type Power = 'session' | 'contend' | 'kill' | 'latency';
