// What `holdfast try` tells: each kind of failure once, the moment it is found, with its smallest
// counterexample; in the end what was looked at, and the command that gives a verdict.
import { trialFindingText } from '../../../reports/counterexample/trial-text.js';
import {
  type ShownCounterexample,
  smallestCounterexample,
} from '../../../reports/run/smallest-counterexample.js';
import { counted, duration } from '../../../reports/text/quantity.js';
import { shellWord } from '../../../reports/text/shell-word.js';
import type { StoredRun } from '../../../results/archive/stored-run.js';
import type { Judged } from '../../../results/verdicts/judged.js';
import {
  claimedScopes,
  localScopes,
  type Scope,
  scopesInWords,
} from '../../../results/vocabulary/verdict.js';
import { type CommandContext, notice, printJson, printText, stdoutLayout } from '../context.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { ignoreByGit } from '../options/results-place.js';
import type { SelectedStrategy } from '../options/strategy-selection.js';
import { withPlaces } from './capsule-places.js';

export interface TrialSubject {
  strategy: SelectedStrategy;
  seed: number;
  /** Absolute. */
  out: string;
  bail: boolean;
  /** Those that were asked for; null: what the strategy claims. */
  scopes: readonly Scope[] | null;
}

interface Experiment {
  scenario: string;
  scope: string;
}

interface TrialFinding extends ShownCounterexample, Experiment {
  /** Since the trial began. */
  afterMs: number;
  /** Whether the policy m03 refuses it as well, not only strict. */
  refusedByM03: boolean;
}

export class TrialReport {
  readonly #subject: TrialSubject;
  readonly #context: CommandContext;
  readonly #beganMs: number;
  readonly #found: TrialFinding[] = [];
  readonly #again: (Experiment & { anomaly: string })[] = [];
  readonly #looked: Experiment[] = [];
  readonly #faulted: (Experiment & { reason: string })[] = [];
  #planned = 0;
  #unclaimed: readonly Scope[] = [];

  constructor(subject: TrialSubject, context: CommandContext) {
    this.#subject = subject;
    this.#context = context;
    this.#beganMs = context.io.elapsedMs();
  }

  planned(experiments: number): void {
    this.#planned = experiments;
  }

  /** `judged`: one experiment. Resolves with whether it shows a counterexample. */
  async looked(stored: StoredRun, judged: Judged): Promise<boolean> {
    const { io, ports } = this.#context;
    for (const { entry } of stored.cases) {
      const { scenario, scope, state } = entry;
      if (state.type === 'faulted') this.#faulted.push({ scenario, scope, reason: state.reason });
      else this.#looked.push({ scenario, scope });
    }
    const [strategy] = withPlaces(judged, this.#subject.out, io.cwd).strategies;
    const [entry] = judged.cases;
    if (strategy === undefined || entry === undefined) return false;
    const claimed = claimedScopes(strategy.claims);
    this.#unclaimed = localScopes.filter((one) => !claimed.includes(one));
    if (strategy.decision !== 'NO-GO' && strategy.decision !== 'PARTIAL') return false;
    const counterexample = smallestCounterexample(strategy, this.#width - 4);
    if (counterexample === null) return false;
    const { scenario, scope } = entry;
    if (this.#found.some(({ anomaly }) => anomaly === counterexample.anomaly)) {
      this.#again.push({ anomaly: counterexample.anomaly, scenario, scope });
      return true;
    }
    if (counterexample.replay !== null) {
      ignoreByGit(this.#subject.out, io);
      await ports.saveCapsules(this.#subject.out, stored);
    }
    const { m03 } = strategy.policies;
    const finding: TrialFinding = {
      ...counterexample,
      scenario,
      scope,
      afterMs: Math.round(io.elapsedMs() - this.#beganMs),
      refusedByM03: m03 === 'NO-GO' || m03 === 'PARTIAL',
    };
    this.#found.push(finding);
    if (!this.#isJson) printText(this.#context, trialFindingText(finding, this.#width));
    return true;
  }

  /** `cut`: by Ctrl-C or a save. */
  end(cut: boolean): ExitCode {
    const next = `holdfast run --strategy ${shellWord(this.#subject.strategy.typed)} --profile quick`;
    if (this.#isJson) this.#endAsJson(next, cut);
    else printText(this.#context, this.#ending(next, cut));
    for (const { scenario, scope, reason } of this.#faulted)
      notice(this.#context, `could not be looked at: ${scenario} (${scope}): ${reason}`);
    if (this.#found.length > 0) return exitCode.noGo;
    return cut || this.#faulted.length > 0 ? exitCode.inconclusive : exitCode.go;
  }

  #ending(next: string, cut: boolean): string {
    const took = duration(this.#context.io.elapsedMs() - this.#beganMs);
    const { bail, strategy, seed } = this.#subject;
    const looked = `${counted(this.#looked.length, 'experiment')}${this.#looked.length < this.#planned ? ` of ${this.#planned}` : ''}`;
    const stopped = bail && this.#found.length > 0 ? ', stopped at the first' : cut ? ', interrupted' : '';
    const again = this.#again.map(({ anomaly, scenario, scope }) => `${anomaly} in ${scenario} (${scope})`);
    const what =
      this.#found.length === 0
        ? `Nothing found in ${strategy.id}`
        : `${counted(this.#found.length, 'kind')} of failure found in ${strategy.id}`;
    return [
      ...(again.length === 0 ? [] : [`Also: ${again.join(', ')}`]),
      `${what} in ${took} and ${looked}${stopped} (seed ${seed}). This is no verdict.`,
      ...this.#notClaimed(),
      `Next: ${next}  (${this.#found.length === 0 ? 'for a verdict' : 'for a verdict, when it is mended'})`,
    ].join('\n');
  }

  /** Nothing found where nothing was looked for would mislead. */
  #notClaimed(): string[] {
    const { scopes, strategy } = this.#subject;
    if (scopes !== null || this.#unclaimed.length === 0) return [];
    const command = `holdfast try ${shellWord(strategy.typed)} --scope ${this.#unclaimed.join(',')}`;
    return [
      `Not looked at, because it does not claim them: ${scopesInWords(this.#unclaimed)}. To look: ${command}`,
    ];
  }

  #endAsJson(next: string, cut: boolean): void {
    printJson(this.#context, {
      strategy: this.#subject.strategy.id,
      seed: this.#subject.seed,
      found: this.#found,
      again: this.#again,
      looked: this.#looked,
      notLookedAt: this.#faulted,
      planned: this.#planned,
      interrupted: cut,
      ms: Math.round(this.#context.io.elapsedMs() - this.#beganMs),
      next,
    });
  }

  get #isJson(): boolean {
    return this.#context.flags().json === true;
  }

  get #width(): number {
    return Math.max(60, Math.min(120, stdoutLayout(this.#context).width));
  }
}
