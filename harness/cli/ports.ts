// What the command line needs from the rest of the harness, as one value that wiring.ts fills in once. The
// commands know nothing else, so that tests drive the whole program with other implementations.
import type { RenderOptions, Reporter } from '../../reports/reporter.js';
import type { ArchivedRun } from '../../results/archive/archive.js';
import type { StoredRun } from '../../results/archive/stored-run.js';
import type { Capsule } from '../../results/capsules/crash-capsule.js';
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { NemesisCapsule } from '../../results/capsules/nemesis-capsule.js';
import type { CrashStatesFact } from '../../results/facts/crash-states-fact.js';
import type { Fact } from '../../results/facts/facts.js';
import type { InterleavingsFact } from '../../results/facts/interleavings-fact.js';
import type { LabPlatform } from '../../results/facts/lab-platform.js';
import type { DoctorReport } from '../../results/facts/platform-probe.js';
import type { CaseEntry, Run, StrategyInfo } from '../../results/facts/run-record.js';
import type { Comparison } from '../../results/verdicts/comparison.js';
import type { CrashReplay } from '../../results/verdicts/crash-replay.js';
import type { InterleavingReplay } from '../../results/verdicts/interleaving-replay.js';
import type { CrashEvidence, Durability, Judged } from '../../results/verdicts/judged.js';
import type { LabRecord } from '../../results/verdicts/lab-record.js';
import type { NemesisReplay } from '../../results/verdicts/nemesis-replay.js';
import type { PowerCuts } from '../../results/verdicts/power-cuts.js';
import type { Recorder } from '../../results/vocabulary/recorder.js';
import type { Policy } from '../../results/vocabulary/verdict.js';
import type { Criterion, Scenario } from '../../scenarios/scenario.js';
import type { Strategy } from '../../strategies/strategy.js';
import type { AuditedStrategy } from '../run/audit-strategy.js';
import type { PowerCutOrder } from '../run/cut-power-here.js';
import type { ModuleDescription } from '../run/describe.js';
import type { ReplayTarget } from '../run/replay-here.js';
import type {
  Exploration,
  ExploreObserver,
  ExploreRequest,
  RunObserver,
  RunRequest,
  StrategyReference,
  TryObserver,
  TryRequest,
} from '../run/run-contract.js';
import type { LabObserver, LabRequest } from '../run/run-lab.js';

export interface RunOutcome {
  dir: string;
  status: 'finished' | 'interrupted';
  stored: StoredRun;
}

/** The parts of a run's meaning: needed to select, to explain and to judge. */
export interface PluginCatalogue {
  readonly scenarios: readonly Scenario[];
  readonly criteria: readonly Criterion[];
}

export interface Ports {
  readonly version: string;
  /** id → module, loaded only when asked for: a broken addon breaks only its own row. */
  readonly strategies: Readonly<Record<string, () => Promise<{ default: Strategy }>>>;
  /** What a user's module, given by its file: URL, exports. Never rejects. */
  describeModule(url: string): Promise<ModuleDescription>;
  /** Where a built-in strategy is defined, relative to the package, and its opening comment by paragraphs. */
  strategySource(id: string): Promise<{ file: string; notes: string[] }>;
  catalogue(): Promise<PluginCatalogue>;
  readonly reporters: Readonly<Record<string, () => Promise<Reporter>>>;
  /** `ext4`; `dir` exists. */
  fileSystemType(dir: string): Promise<string>;
  /** Rejects with EnvironmentError or PlatformError when the machine or the harness itself fails. */
  executeRun(request: RunRequest, observer: RunObserver, signal: AbortSignal): Promise<RunOutcome>;
  /** Whether a check of the case's scenario failed, for a strategy that promises `level`. */
  failsIn(entry: CaseEntry, facts: readonly Fact[], level: StrategyInfo['level']): Promise<boolean>;
  judgeRun(stored: StoredRun, catalogue: PluginCatalogue, policy: Policy): Promise<Judged>;
  /** `path`: a run directory. Rejects with ArchiveError. */
  readRun(path: string): Promise<ArchivedRun>;
  /**
   * `path`: a run directory with a judged.json, or any file that holds a judged run. Rejects with
   * ArchiveError.
   */
  readJudged(path: string): Promise<Judged>;
  /** Writes a run with all its facts into a directory that holds none. */
  saveRun(dir: string, run: ArchivedRun): Promise<void>;
  saveJudged(dir: string, judged: Judged): Promise<void>;
  /**
   * Writes the counterexamples of a run to capsules/ below `dir`; resolves with their names. Rejects with
   * ArchiveError.
   */
  saveCapsules(dir: string, stored: StoredRun): Promise<string[]>;
  /** `dir` exists and is writable. Rejects with PlatformError, CrashTraceError or WriteTreeError. */
  replayCapsule(capsule: Capsule, target: ReplayTarget, dir: string): Promise<CrashReplay>;
  /** `dir` exists and is writable. Rejects with PlatformError. */
  replayInterleaving(
    capsule: InterleavingCapsule,
    target: ReplayTarget,
    dir: string,
  ): Promise<InterleavingReplay>;
  /** `dir` exists and is writable. Rejects with PlatformError. */
  replayNemesis(capsule: NemesisCapsule, target: ReplayTarget, dir: string): Promise<NemesisReplay>;
  /** Rejects with EnvironmentError when nothing can be recorded here, or PlatformError for `dir`. */
  auditStrategy(reference: StrategyReference, dir: string, recorder: Recorder): Promise<AuditedStrategy>;
  /** Rejects with EnvironmentError or PlatformError when nothing can be explored here. */
  exploreStrategy(
    request: ExploreRequest,
    observe: ExploreObserver,
    signal: AbortSignal,
  ): Promise<Exploration>;
  /** Rejects with EnvironmentError or PlatformError when nothing can be tried here. */
  tryStrategy(request: TryRequest, observer: TryObserver, signal: AbortSignal): Promise<void>;
  /** Writes the counterexamples to capsules/ below `dir`; resolves with their names. Rejects with ArchiveError. */
  saveInterleavingCapsules(dir: string, strategy: string, fact: InterleavingsFact): Promise<string[]>;
  /** Grade and counterexamples of a strategy's crash states; null: there are none. */
  judgeDurability(strategy: string, record: CrashStatesFact): Promise<(Durability & CrashEvidence) | null>;
  /** Runs of one platform each, with a label for people. */
  groupByPlatform(runs: readonly ArchivedRun[]): Promise<{ label: string; runs: ArchivedRun[] }[]>;
  /** Rejects with MergeError when they are not shards of one run. */
  mergeRuns(runs: readonly ArchivedRun[]): Promise<ArchivedRun>;
  /** Planned cases without a result, in words. */
  missingCases(run: Run): Promise<string[]>;
  /** `base` null = the first. Rejects with ComparisonError. */
  compareRuns(judged: readonly Judged[], base: Judged | null): Promise<Comparison>;
  renderComparison(
    format: 'console' | 'markdown' | 'html',
    comparison: Comparison,
    options: RenderOptions,
  ): Promise<string>;
  /** Shows a file in the reader's browser; resolves with null, or with why not in a few words. Never rejects. */
  openPage(path: string): Promise<string | null>;
  /** Workflow commands for GitHub Actions, one each. */
  githubAnnotations(judged: Judged): Promise<string[]>;
  /** The source of the store that `init` writes, and the version range of the addon that it needs. */
  starterParts(): Promise<{ store: string; addon: string }>;
  /**
   * Cuts the power of real file systems; `tell` hears what is done now. Rejects with EnvironmentError, RigError,
   * ArchiveError for `out`, or PlatformError for `dir`; what was found until an interruption is returned.
   */
  cutPower(request: PowerCutOrder, tell: (what: string) => void, signal: AbortSignal): Promise<PowerCuts>;
  /** `dir` exists and is writable. `answerMsMax`: how long one probe may take; null: the usual. */
  runDoctor(dir: string, answerMsMax: number | null): Promise<DoctorReport>;
  /** Every platform that the lab knows, and these versions of Node; looks at the machine and makes nothing. */
  labPlatforms(nodes: readonly string[]): Promise<LabPlatform[]>;
  /** Stores each platform's run below `out` as it finishes. Rejects with PlatformError for `dir`. */
  runLab(request: LabRequest, observer: LabObserver, signal: AbortSignal): Promise<LabRecord>;
}
