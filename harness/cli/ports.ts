// What the command line needs from the rest of the harness, as one value that main.ts fills in once. The
// commands know nothing else, so that tests drive the whole program with other implementations.
import type { RenderOptions, Reporter } from '../../reports/reporter.js';
import type { Judged } from '../../results/judged.js';
import type { Platform, Run } from '../../results/run.js';
import type { Policy } from '../../results/verdict.js';
import type { Criterion, Scenario } from '../../scenarios/scenario.js';
import type { Strategy } from '../../strategies/strategy.js';
import type { RunObserver, RunRequest } from '../run-contract.js';

/** A run as read from its directory: the index, and the facts that only the judge looks into. */
export interface StoredRun {
  readonly run: Run;
}

export interface RunOutcome {
  dir: string;
  status: 'finished' | 'interrupted';
  stored: StoredRun;
}

export interface DoctorReport {
  platform: Platform;
  warnings: string[];
  probes: {
    id: string;
    title: string;
    outcome: 'yes' | 'no' | 'n/a' | 'unknown';
    detail: string;
    /** What a platform of this kind is expected to do. */
    expected?: string;
  }[];
}

/** What the exit code of a comparison depends on; the renderers see the rest. */
export interface Comparison {
  readonly regressions: readonly unknown[];
  readonly noGo: readonly unknown[];
}

/** The parts of a run's meaning: needed to select, to explain and to judge. */
export interface Catalogue {
  readonly scenarios: readonly Scenario[];
  readonly criteria: readonly Criterion[];
}

export interface Ports {
  readonly version: string;
  /** id → module, loaded only when asked for: a broken addon breaks only its own row. */
  readonly strategies: Readonly<Record<string, () => Promise<{ default: Strategy }>>>;
  /** Imports a user's module by its file: URL. */
  importModule(url: string): Promise<unknown>;
  /** The opening comment of a built-in strategy's file, line by line; empty when there is none. */
  strategyNotes(id: string): Promise<string[]>;
  catalogue(): Promise<Catalogue>;
  readonly reporters: Readonly<Record<string, () => Promise<{ default: Reporter }>>>;
  /** Throws EnvironmentError when the machine or the harness itself fails. */
  executeRun(request: RunRequest, observer: RunObserver, signal: AbortSignal): Promise<RunOutcome>;
  judgeRun(stored: StoredRun, catalogue: Catalogue, policy: Policy): Promise<Judged>;
  /** `path`: a run directory. Throws ArchiveError. */
  readRun(path: string): Promise<StoredRun>;
  /** `path`: a run directory with a judged.json, or any file that holds a judged run. Throws ArchiveError. */
  readJudged(path: string): Promise<Judged>;
  /** Writes a run with all its facts into a directory that holds none. */
  saveRun(dir: string, stored: StoredRun): Promise<void>;
  saveJudged(dir: string, judged: Judged): Promise<void>;
  /** Runs of one platform each, with a label for people. */
  groupByPlatform(runs: readonly StoredRun[]): Promise<{ label: string; runs: StoredRun[] }[]>;
  /** Throws MergeError when they are not shards of one run. */
  mergeRuns(runs: readonly StoredRun[]): Promise<StoredRun>;
  compareRuns(judged: readonly Judged[], base: Judged | null): Promise<Comparison>;
  renderComparison(
    format: 'console' | 'markdown',
    comparison: Comparison,
    options: RenderOptions,
  ): Promise<string>;
  /** Workflow commands for GitHub Actions, one a line. */
  githubAnnotations(judged: Judged): Promise<string>;
  /** `dir` exists and is writable. */
  runDoctor(dir: string): Promise<DoctorReport>;
}
