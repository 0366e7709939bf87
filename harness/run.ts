// Executes a run: plans the cases, works them one after another in host processes of their own, and stores
// each as soon as it is finished, so that neither Ctrl-C nor a crash loses what was done.
import fs from 'node:fs';
import path from 'node:path';
import { type ArchivedRun, appendCase, createRun, saveIndex } from '../results/archive.js';
import { caseFileName } from '../results/case-file.js';
import type { CaseEntry, CaseHeader, Run } from '../results/run.js';
import { RUN_SCHEMA_VERSION } from '../results/run.js';
import { scenarios as allScenarios } from '../scenarios/registry.js';
import { CaseHost, type CaseOutcome } from './case.js';
import { describeStrategies } from './describe-strategies.js';
import { requireSpace, taintedByEnvironment } from './environment.js';
import { type Case, canariesOf, type PlannedStrategy, planCases } from './plan.js';
import { describePlatform, platformWarnings } from './platform/describe.js';
import { killRecorded } from './platform/process-registry.js';
import { startReaper } from './platform/reaper.js';
import { pidsDirectory } from './platform/run-directory.js';
import { openWorkDirectory, type WorkDirectory } from './platform/work-directory.js';
import type { RunObserver, RunRequest } from './run-contract.js';
import { holdfastVersion } from './version.js';

export interface ExecutedRun {
  dir: string;
  status: 'finished' | 'interrupted';
  stored: ArchivedRun;
}

/** After this many hangs the remaining cases of a strategy are not run: each would cost its whole deadline. */
const HANGS_MAX = 2;

/** Rejects with EnvironmentError when the machine, not a strategy, failed; what was finished is stored. */
export async function executeRun(
  request: RunRequest,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<ExecutedRun> {
  const work = await openWorkDirectory(request.dir);
  const disposeSync = (): void => work.disposeSync();
  process.once('exit', disposeSync);
  const dismissReaper = startReaper(request.dir, work.path);
  try {
    await requireSpace(work.path);
    const execution = new Execution(request, observer, signal, work);
    return await execution.run();
  } finally {
    await work.dispose();
    process.off('exit', disposeSync);
    dismissReaper();
  }
}

class Execution {
  readonly #request: RunRequest;
  readonly #observer: RunObserver;
  readonly #signal: AbortSignal;
  readonly #work: WorkDirectory;
  readonly #stored: ArchivedRun['cases'] = [];
  readonly #hangs = new Map<string, number>();
  readonly #startedMs = performance.now();
  #host: { strategy: string; host: CaseHost } | null = null;

  constructor(request: RunRequest, observer: RunObserver, signal: AbortSignal, work: WorkDirectory) {
    this.#request = request;
    this.#observer = observer;
    this.#signal = signal;
    this.#work = work;
  }

  async run(): Promise<ExecutedRun> {
    const { run, cases } = await this.#prepare();
    const { out } = this.#request;
    await createRun(out, run);
    this.#observer.planned(cases);
    try {
      for (const [index, planned] of cases.entries()) {
        if (this.#signal.aborted || this.#outOfTime(run)) break;
        await this.#workCase(run, planned, index);
      }
      run.status = this.#signal.aborted ? 'interrupted' : 'finished';
    } catch (error) {
      run.status = 'failed';
      throw error;
    } finally {
      this.#endHost();
      run.finishedAt = new Date().toISOString();
      await saveIndex(out, run);
    }
    return { dir: out, status: run.status, stored: { run, cases: this.#stored } };
  }

  async #prepare(): Promise<{ run: Run; cases: Case[] }> {
    const request = this.#request;
    const scenarios = allScenarios.filter(({ id }) => request.scenarios.includes(id));
    const platform = await describePlatform(request.dir);
    const references = new Map(request.strategies.map(({ reference, selected }) => [reference, selected]));
    for (const canary of canariesOf(scenarios)) if (!references.has(canary)) references.set(canary, false);
    const described = await describeStrategies([...references.keys()]);
    const strategies = [...described].map(([reference, info]) => ({
      reference,
      info: { ...info, selected: references.get(reference) ?? false },
    }));
    const planned = strategies.map(
      ({ reference, info }): PlannedStrategy => ({
        reference,
        id: info.id,
        selected: info.selected,
        available: info.availability.available,
      }),
    );
    const cases = planCases(planned, scenarios, request.profile);
    const run: Run = {
      schemaVersion: RUN_SCHEMA_VERSION,
      id: path.basename(request.out),
      holdfast: holdfastVersion,
      startedAt: new Date().toISOString(),
      finishedAt: null,
      status: 'running',
      platform,
      config: {
        profile: request.profile,
        seed: request.seed,
        policy: request.policy,
        dir: request.dir,
        strategies: strategies.filter(({ info }) => info.selected).map(({ info }) => info.id),
        scenarios: scenarios.map(({ id }) => id),
        required: request.required,
        maxTimeMs: request.maxTimeMs,
      },
      strategies: strategies.map(({ info }) => info),
      planned: cases.map(({ strategy, scenario, scope }) => ({ strategy, scenario, scope })),
      cases: [],
      warnings: platformWarnings(platform),
    };
    for (const warning of run.warnings) this.#observer.warning(warning);
    return { run, cases };
  }

  async #workCase(run: Run, planned: Case, index: number): Promise<void> {
    this.#observer.started(index);
    const outcome = this.#hasHungTooOften(planned) ?? (await this.#execute(planned, index));
    // A case that Ctrl-C cut off is no result.
    if (this.#signal.aborted && outcome.state.type === 'faulted') return;
    await taintedByEnvironment(outcome, this.#request.dir);
    const { strategy, scenario, scope } = planned;
    const entry: CaseEntry = {
      strategy,
      scenario,
      scope,
      file: caseFileName(strategy, scenario, scope),
      state: outcome.state,
      durationMs: Math.round(outcome.durationMs),
    };
    const { profile, seed, out } = this.#request;
    const header: CaseHeader = {
      schemaVersion: RUN_SCHEMA_VERSION,
      strategy,
      scenario,
      scope,
      profile,
      seed,
    };
    await appendCase(out, entry, header, outcome.facts);
    run.cases.push(entry);
    await saveIndex(out, run);
    this.#stored.push({ entry, header, facts: outcome.facts });
    this.#observer.finished(index, entry);
  }

  async #execute(planned: Case, index: number): Promise<CaseOutcome> {
    const directory = this.#work.caseDirectory(`${planned.strategy}.${planned.scenario}.${planned.scope}`);
    try {
      const outcome = await this.#hostFor(planned.strategy).run(
        {
          strategy: planned.reference,
          scenario: planned.scenario,
          scope: planned.scope,
          profile: this.#request.profile,
          seed: (this.#request.seed + index * 7919) % 2 ** 31,
          directory,
          pidsDirectory: path.join(this.#work.path, pidsDirectory),
        },
        this.#signal,
      );
      const hung = outcome.facts.some((fact) => fact.kind === 'death' && fact.how.type === 'hang');
      if (hung) this.#hangs.set(planned.strategy, (this.#hangs.get(planned.strategy) ?? 0) + 1);
      return outcome;
    } finally {
      if (this.#host?.host.usable !== true) this.#endHost();
      fs.rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  /** The host that served this strategy so far, or a fresh one. */
  #hostFor(strategy: string): CaseHost {
    if (this.#host !== null && this.#host.strategy === strategy) return this.#host.host;
    this.#endHost();
    const host = new CaseHost(this.#work.registerProcess);
    this.#host = { strategy, host };
    return host;
  }

  #endHost(): void {
    this.#host?.host.end();
    this.#host = null;
    // Actors whose host died natively are nobody's children any more.
    killRecorded(path.join(this.#work.path, pidsDirectory));
  }

  #hasHungTooOften({ strategy }: Case): CaseOutcome | null {
    if ((this.#hangs.get(strategy) ?? 0) < HANGS_MAX) return null;
    const reason = `not run: ${strategy} had already hung ${HANGS_MAX} times`;
    return { facts: [], state: { type: 'faulted', reason }, faultCode: null, durationMs: 0 };
  }

  #outOfTime(run: Run): boolean {
    const { maxTimeMs } = this.#request;
    if (maxTimeMs === null || performance.now() - this.#startedMs < maxTimeMs) return false;
    const warning = `stopped after --max-time; ${run.planned.length - run.cases.length} cases were not run and count as unknown`;
    run.warnings.push(warning);
    this.#observer.warning(warning);
    return true;
  }
}
