// Executes a run: plans the cases, runs them in host processes, and stores each as soon as it is finished, so
// that neither Ctrl-C nor a crash loses finished ones. Cases run in lanes beside each other; measurements run
// last and alone.
import fs from 'node:fs';
import path from 'node:path';
import {
  type ArchivedRun,
  appendCase,
  createRun,
  reopenRun,
  saveIndex,
} from '../../results/archive/archive.js';
import { caseFileName } from '../../results/archive/case-file.js';
import type { CaseEntry, CaseHeader, Run } from '../../results/facts/run-record.js';
import { RUN_SCHEMA_VERSION } from '../../results/facts/run-record.js';
import { outOfTimePrefix } from '../../results/verdicts/missing-cases.js';
import { describeThrown } from '../actors/thrown.js';
import { removeTree } from '../processes/run-directory.js';
import { type WorkDirectory, withWorkDirectory } from '../processes/work-directory.js';
import { rejectEnvironmentFaults, requireSpace } from './environment.js';
import { HangCount, hangsMax } from './hang-count.js';
import { Host } from './host.js';
import type { CaseTask } from './host-orders.js';
import { prepareRun } from './prepare-run.js';
import { type CaseOutcome, runCase } from './run-case.js';
import type { RunObserver, RunRequest } from './run-contract.js';
import { type CaseToRun, queueOf, stages } from './run-plan.js';
import { environmentErrorOf, watchEnvironment } from './watch-environment.js';

export interface ExecutedRun {
  dir: string;
  status: 'finished' | 'interrupted';
  stored: ArchivedRun;
}

/** Rejects with EnvironmentError when the machine, not a strategy, failed; what was finished is stored. */
export async function executeRun(
  request: RunRequest,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<ExecutedRun> {
  return await withWorkDirectory(
    request.dir,
    async (work) => {
      await requireSpace(request.dir);
      return await new Execution(request, observer, signal, work).run();
    },
    {
      out: request.out,
      leftBehind: ({ message }) =>
        observer.warning(`${request.dir} could not be cleaned up; the next run tries again: ${message}`),
    },
  );
}

/**
 * The key of the host that a case may share. Strategies of this package share hosts, because starting actors
 * takes longer than most of their work. A user's strategy never shares one, and neither does a case that
 * measures time: code that an earlier strategy has warmed up would favour the later ones.
 */
function hostOf({ reference, lane }: CaseToRun): string {
  return lane === 'measured' || reference.startsWith('file:') ? reference : 'built-in';
}

/** The directory of a case as the second directory of the run shows it. */
function throughSecond(
  { dir, secondDir }: RunRequest,
  directory: string,
): Pick<CaseTask, 'directoryB'> | Record<string, never> {
  if (secondDir === undefined) return {};
  return { directoryB: path.join(secondDir, path.relative(fs.realpathSync(dir), directory)) };
}

class Execution {
  readonly #request: RunRequest;
  readonly #observer: RunObserver;
  readonly #signal: AbortSignal;
  readonly #work: WorkDirectory;
  readonly #stored: ArchivedRun['cases'] = [];
  readonly #hangs = new HangCount();
  readonly #startedMs = performance.now();
  /** Cases are stored one after another, whichever lane they come from. */
  #storing: Promise<void> = Promise.resolve();

  constructor(request: RunRequest, observer: RunObserver, signal: AbortSignal, work: WorkDirectory) {
    this.#request = request;
    this.#observer = observer;
    this.#signal = signal;
    this.#work = work;
  }

  async run(): Promise<ExecutedRun> {
    const { out, continues } = this.#request;
    const { run, cases, kept, taken } = await prepareRun(this.#request, this.#work.path);
    for (const warning of run.warnings) this.#observer.warning(warning);
    this.#stored.push(...kept, ...taken);
    for (const { entry, facts } of kept) this.#hangs.addFrom(entry.strategy, facts);
    await (continues === null ? createRun(out, run) : reopenRun(out, run));
    await this.#storeTaken(run, taken);
    this.#observer.planned(cases);
    const stop = new AbortController();
    if (this.#signal.aborted) stop.abort();
    this.#signal.addEventListener('abort', () => stop.abort());
    let broken: unknown = null;
    const unwatch = watchEnvironment(this.#work.path, (error) => {
      broken = error;
      stop.abort();
    });
    const settled: PromiseSettledResult<void>[] = [];
    for (const stage of stages) {
      const queues = new Map(stage.flat().map((lane) => [lane, queueOf(lane, cases).values()] as const));
      const workers = stage.map(async (lanes) => {
        for (const lane of lanes) await this.#workCases(run, queues.get(lane) ?? [], stop);
      });
      settled.push(...(await Promise.allSettled(workers)));
    }
    unwatch();
    const failed = settled.flatMap((worked): unknown[] =>
      worked.status === 'rejected' ? [worked.reason] : [],
    );
    const failures: unknown[] = broken === null ? failed : [broken, ...failed];
    const status = this.#signal.aborted ? 'interrupted' : 'finished';
    run.status = failures.length === 0 ? status : 'failed';
    run.finishedAt = new Date().toISOString();
    delete run.owner;
    await this.#saveInTheEnd(run, failures);
    if (failures.length > 0) throw environmentErrorOf(failures[0], this.#request.dir);
    return { dir: out, status, stored: { run, cases: this.#stored } };
  }

  async #storeTaken(run: Run, taken: ArchivedRun['cases']): Promise<void> {
    if (taken.length === 0) return;
    for (const { entry, header, facts } of taken) {
      await appendCase(this.#request.out, entry, header, facts);
      run.cases.push(entry);
    }
    await saveIndex(this.#request.out, run);
  }

  /** Where the disk is what has failed, that it can't be saved is no news. */
  async #saveInTheEnd(run: Run, failures: readonly unknown[]): Promise<void> {
    try {
      await saveIndex(this.#request.out, run);
    } catch (error) {
      if (failures.length === 0) throw error;
    }
  }

  /** Takes case after case from the queue; a host serves cases for as long as nothing in it died. */
  async #workCases(run: Run, queue: Iterable<[number, CaseToRun]>, stop: AbortController): Promise<void> {
    let host: { of: string; host: Host } | null = null;
    try {
      for (const [index, planned] of queue) {
        if (stop.signal.aborted || this.#outOfTime(run)) break;
        if (this.#hasHungTooOften(run, planned)) {
          this.#observer.skipped(index);
          continue;
        }
        const of = hostOf(planned);
        if (host !== null && (host.of !== of || !host.host.usable)) {
          host.host.end();
          host = null;
        }
        host ??= { of, host: new Host(this.#work) };
        await this.#workCase(run, planned, index, host.host, stop.signal);
      }
    } catch (error) {
      stop.abort();
      throw error;
    } finally {
      host?.host.end();
    }
  }

  async #workCase(
    run: Run,
    planned: CaseToRun,
    index: number,
    host: Host,
    signal: AbortSignal,
  ): Promise<void> {
    this.#observer.started(index);
    const first = await this.#execute(planned, host, signal);
    const { chance } = first;
    const isOver = chance === null || signal.aborted;
    const raw = isOver ? first : await this.#executeAgain(run, planned, chance, signal);
    // A case that was cut off by Ctrl-C has no result.
    if (signal.aborted && raw.state.type === 'faulted') return;
    const outcome = await rejectEnvironmentFaults(raw, this.#request.dir);
    this.#storing = this.#storing.then(() => this.#store(run, planned, index, outcome));
    await this.#storing;
  }

  async #store(run: Run, planned: CaseToRun, index: number, outcome: CaseOutcome): Promise<void> {
    const { strategy, scenario, scope } = planned;
    const { profile, seed, out } = this.#request;
    const entry: CaseEntry = {
      strategy,
      scenario,
      scope,
      file: caseFileName(strategy, scenario, scope),
      state: outcome.state,
      durationMs: Math.round(outcome.durationMs),
    };
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
    this.#observer.finished(index, entry, outcome.facts);
  }

  async #execute(planned: CaseToRun, host: Host, signal: AbortSignal): Promise<CaseOutcome> {
    const directory = this.#work.caseDirectory(`${planned.strategy}.${planned.scenario}.${planned.scope}`);
    try {
      const outcome = await runCase(
        host,
        {
          do: 'case',
          strategy: planned.reference,
          scenario: planned.scenario,
          scope: planned.scope,
          parts: planned.parts,
          profile: this.#request.profile,
          seed: (this.#request.seed + planned.place * 7919) % 2 ** 31,
          recorder: this.#request.recorder,
          directory,
          ...throughSecond(this.#request, directory),
        },
        signal,
      );
      this.#hangs.addFrom(planned.strategy, outcome.facts);
      return outcome;
    } finally {
      if (!host.usable) host.end();
      this.#clear(directory, planned);
    }
  }

  /** Once more, in a host of its own: whatever took the first one away, nobody can say that it was the strategy. */
  async #executeAgain(run: Run, planned: CaseToRun, why: string, signal: AbortSignal): Promise<CaseOutcome> {
    const { strategy, scenario, scope } = planned;
    this.#warn(run, `${strategy} × ${scenario} (${scope}) was run once more: ${why}`);
    const host = new Host(this.#work);
    try {
      const again = await this.#execute(planned, host, signal);
      // Twice is no chance any more, and each such case costs minutes.
      if (again.chance !== null && again.hung) this.#hangs.add(strategy);
      return again;
    } finally {
      host.end();
    }
  }

  /** What can't be removed now is tried again when the run ends, and by the next one: it costs no verdict. */
  #clear(directory: string, { strategy, scenario }: CaseToRun): void {
    try {
      removeTree(directory);
    } catch (error) {
      const { message } = describeThrown(error);
      this.#observer.warning(`what ${strategy} left in ${scenario} could not be removed: ${message}`);
    }
  }

  /** Said once per strategy: the cases that are left count as not run, which is nobody's fault but its own. */
  #hasHungTooOften(run: Run, { strategy }: CaseToRun): boolean {
    if (!this.#hangs.isTooMuch(strategy)) return false;
    const warning = `${strategy} had hung ${hangsMax} times; the rest of its cases was not run and counts as unknown`;
    if (!run.warnings.includes(warning)) this.#warn(run, warning);
    return true;
  }

  #outOfTime(run: Run): boolean {
    const { maxTimeMs } = this.#request;
    if (maxTimeMs === null || performance.now() - this.#startedMs < maxTimeMs) return false;
    this.#warn(
      run,
      `${outOfTimePrefix}; ${run.planned.length - run.cases.length} cases were not run and count as unknown`,
    );
    return true;
  }

  #warn(run: Run, warning: string): void {
    run.warnings.push(warning);
    this.#observer.warning(warning);
  }
}
