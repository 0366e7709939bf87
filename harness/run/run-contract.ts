// The contract between whoever asks for a run or an exploration (the command line) and what executes it: what
// to do, what is reported meanwhile, and how it ends. Data and error classes only; nothing in here runs.
import type { ArchivedRun } from '../../results/archive/archive.js';
import type { StoredRun } from '../../results/archive/stored-run.js';
import type { Fact } from '../../results/facts/facts.js';
import type { InterleavingsFact } from '../../results/facts/interleavings-fact.js';
import type { CaseEntry, Profile, Shard, StrategyInfo } from '../../results/facts/run-record.js';
import type { Recorder } from '../../results/vocabulary/recorder.js';
import type { Policy, Scope } from '../../results/vocabulary/verdict.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import type { Lane } from '../../scenarios/scenario.js';

/**
 * How a strategy is named across threads and processes: its registry id, or the absolute file: URL of a
 * module.
 */
export type StrategyReference = string;

export interface RunRequest {
  /**
   * `selected` false: only there to prove the scenarios (the engine adds the canaries it needs by itself).
   */
  strategies: { reference: StrategyReference; selected: boolean }[];
  /** Ids, in the order in which they run. */
  scenarios: string[];
  profile: Profile;
  seed: number;
  /** How writes are recorded where a recording is needed. */
  recorder: Recorder;
  policy: Policy;
  /** Absolute; writable, made when it does not exist. The strategies' files are put below it. */
  dir: string;
  /** Absolute; proved to show the same storage as `dir`, through another mount. Absent: there is one directory. */
  secondDir?: string;
  /** Absolute; exists, is writable and holds no run yet, unless it is the one to be continued. */
  out: string;
  /** Strategy ids; empty = the default rule (a candidate that is GO in each scope). */
  required: string[];
  /** Stops the run, as `unknown`; null = no limit. */
  maxTimeMs: number | null;
  /** Limits on speed, as they were set; absent: none. */
  thresholds?: string[];
  /** Run only this part of the plan; null: all of it. */
  shard: Shard | null;
  /** Run every canary, also one that a run beside `out` caught here today. */
  freshCanaries: boolean;
  /** The run in `out` that was cut off; null: a new one. */
  continues: ArchivedRun | null;
}

/** One case (strategy × scenario × scope) before it runs. */
export interface PlannedCase {
  strategy: string;
  scenario: string;
  scope: Scope;
  /** A guess; only the ratios between cases matter. */
  estimateMs: number;
  lane: RunLane;
  /**
   * Of a strategy that is judged for its own sake, in a scope that it claims; false: of a canary, for
   * instance.
   */
  decides: boolean;
  /** What a write of its strategy promises; absent: compare-and-swap. */
  level?: StrategyInfo['level'];
}

/**
 * The lanes of the scenarios and two more. stale-lock: the case mostly waits for a lock to become stale and
 * needs no processor meanwhile. stuck-lock: it waits for a lock that is never freed, so that two such waits
 * pass side by side.
 */
export type RunLane = Lane | 'stale-lock' | 'stuck-lock';

/** Called while a run goes on. `index` counts in the order of `planned`. None of these may throw. */
export interface RunObserver {
  /** Once, before the first case. */
  planned(cases: readonly PlannedCase[]): void;
  started(index: number): void;
  finished(index: number, entry: CaseEntry, facts: readonly Fact[]): void;
  /** It will not be run. */
  skipped(index: number): void;
  /** `text`: one sentence. */
  warning(text: string): void;
}

export interface ExploreRequest {
  reference: StrategyReference;
  /** One after another; `msMax` of each bounds the whole. */
  plans: InterleavingPlan[];
  scope: InterleavingsFact['scope'];
  seed: number;
  /** Absolute; writable, made when it does not exist. The strategy's files are put below it. */
  dir: string;
}

export interface ExploreProgress {
  /** Index into the plans. */
  plan: number;
  /** Of this plan so far. */
  schedules: number;
  /** Preemptions that are being searched. */
  bound: number;
}

/** Called now and then while the search goes on. May not throw. */
export type ExploreObserver = (progress: ExploreProgress) => void;

/** `fact` null: interrupted, and the search did not report in time how far it had come. */
export interface Exploration {
  fact: InterleavingsFact | null;
}

export interface TryRequest {
  reference: StrategyReference;
  id: string;
  /** null: those that it claims. */
  scopes: Scope[] | null;
  seed: number;
  /** Absolute; writable, made when it does not exist. The strategy's files are put below it. */
  dir: string;
  /** Where counterexamples will be kept; only its name is used. */
  out: string;
}

/** Called while a search for a counterexample goes on. */
export interface TryObserver {
  /** Once, before the first experiment. */
  planned(experiments: number): void;
  /** One experiment has ended: a run with nothing but it. */
  looked(stored: StoredRun): Promise<void>;
}

/**
 * The environment or the harness itself failed, so that nothing can be said about any strategy.
 * `code` is stable and kebab-case; `message` says what, where and what to do; `cause` is the original error.
 */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** A run can't be continued here and now; `message` says why, as half a sentence. */
export class ResumeError extends Error {
  override readonly name = 'ResumeError';
}
