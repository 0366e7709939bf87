// Drives the whole command line in-process: a bench with captured streams, a scripted clock, signals at hand,
// and parts of the harness that only do what a test tells them. Directories are real, in the system's temp.
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveCapsules, saveInterleavingCapsules } from '../../../results/archive/capsule-file.js';
import { missingCases } from '../../../results/archive/merging.js';
import { type CaseEntry, type Run, runSchema } from '../../../results/facts/run-record.js';
import { type Judged, judgedSchema } from '../../../results/verdicts/judged.js';
import { shapeOf } from '../../actors/strategy-reference.js';
import { notReplayed } from '../../interleavings/replay-interleaving.js';
import { judgeDurability } from '../../judge/judge-durability.js';
import { replayHere } from '../../run/replay-here.js';
import { EnvironmentError, type RunObserver, type RunRequest } from '../../run/run-contract.js';
import { runCli } from '../command-line.js';
import type { Io, Output } from '../io.js';
import type { Ports, RunOutcome } from '../ports.js';
import { scriptedLab } from './lab-samples.js';
import { parsedFile, placedFile } from './placed-file.js';
import {
  catalogue,
  comparisonOf,
  doctorReport,
  jsonReporter,
  judgedOf,
  platform,
  reporter,
  runOf,
  strategy,
} from './run-samples.js';
import { scriptedPerson, starterParts } from './starter-samples.js';
import { subscribe } from './subscribe.js';

export interface MainResult {
  code: number;
  out: string;
  err: string;
}

export interface ScriptedAnswers {
  /** What the judge finds. */
  judged?: Partial<Judged> | (() => Partial<Judged>);
  /** Why no browser can show anything. */
  noDisplay?: string;
  regressions?: string[];
  noGo?: string[];
  /** Before each case of a run starts, by its index. */
  onCase?: (index: number) => void;
  /** Faults instead of results, for these case indices. */
  faulted?: number[];
  executeRun?: Ports['executeRun'];
  replayCapsule?: Ports['replayCapsule'];
  replayInterleaving?: Ports['replayInterleaving'];
  auditStrategy?: Ports['auditStrategy'];
  exploreStrategy?: Ports['exploreStrategy'];
  tryStrategy?: Ports['tryStrategy'];
  cutPower?: Ports['cutPower'];
  tty?: { columns: number };
  env?: Record<string, string>;
  stdin?: string;
  answers?: readonly string[]; // Of a person; absent: nobody is there.
}

export class CliBench {
  readonly cwd = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-cli-')));
  readonly requests: RunRequest[] = [];
  readonly exits: number[] = [];
  /** Pages that a browser was asked to show. */
  readonly opened: string[] = [];
  readonly judgedWith: string[] = [];
  private readonly signalHandlers = new Set<(signal: string) => void>();
  private readonly ticks = new Set<() => void>();
  private clockMs = 0;

  constructor(private readonly script: ScriptedAnswers = {}) {}

  async run(...argv: string[]): Promise<MainResult> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(argv, this.ports(), this.io(out, err));
    return { code, out: out.join(''), err: err.join('') };
  }

  path(...parts: string[]): string {
    return join(this.cwd, ...parts);
  }

  write(name: string, text: string): string {
    return placedFile(this.path(name), text);
  }

  read(...parts: string[]): string {
    return readFileSync(this.path(...parts), 'utf8');
  }

  /** Stores a run as the archive would. */
  store(dir: string, run: Run, judged: Judged | null = null): string {
    this.write(join(dir, 'run.json'), JSON.stringify(run));
    if (judged !== null) this.write(join(dir, 'judged.json'), JSON.stringify(judged));
    return this.path(dir);
  }

  signal(name = 'SIGINT'): void {
    for (const handler of this.signalHandlers) handler(name);
  }

  /** Whether anything still listens to signals or the clock. */
  get idle(): boolean {
    return this.signalHandlers.size === 0 && this.ticks.size === 0;
  }

  pass(ms: number): void {
    this.clockMs += ms;
    for (const tick of this.ticks) tick();
  }

  remove(): void {
    rmSync(this.cwd, { recursive: true, force: true });
  }

  private io(out: string[], err: string[]): Io {
    const { tty, env = {}, stdin = '' } = this.script;
    const output = (sink: string[]): Output => ({
      write: (text) => void sink.push(text),
      isTTY: tty !== undefined,
      columns: tty?.columns,
    });
    return {
      stdout: output(out),
      stderr: output(err),
      readStdin: () => Promise.resolve(stdin),
      ask: scriptedPerson(this.script.answers, (question) => err.push(question)),
      env,
      cwd: this.cwd,
      platform: 'linux-x64',
      now: () => new Date('2026-11-23T10:00:00.000Z'),
      elapsedMs: () => this.clockMs,
      randomHex: (digits) => '3f9a2b7c'.slice(0, digits),
      onSignal: (handler) => subscribe(this.signalHandlers, handler),
      every: (_ms, tick) => subscribe(this.ticks, tick),
      exitNow: (code) => void this.exits.push(code),
    };
  }

  private ports(): Ports {
    const { script } = this;
    return {
      version: '0.1.0',
      starterParts,
      strategies: {
        flock: () => Promise.resolve({ default: strategy('flock', 'candidate') }),
        'flock-eager': () => Promise.resolve({ default: strategy('flock-eager', 'candidate') }),
        posix: () => Promise.reject(new Error('Cannot find module fs-ext')),
        m03: () => Promise.resolve({ default: strategy('m03', 'baseline') }),
        'no-lock': () => Promise.resolve({ default: strategy('no-lock', 'canary') }),
        steno: () => Promise.resolve({ default: strategy('steno', 'peer') }),
      },
      describeModule: async (url) => {
        try {
          const shape = shapeOf(await import(url));
          return shape.type === 'other'
            ? shape
            : { type: 'strategy', id: shape.strategy.id, described: null };
        } catch (error) {
          return { type: 'failed', message: String(error) };
        }
      },
      strategySource: (id) => Promise.resolve({ file: `strategies/${id}.ts`, notes: [`Notes on ${id}.`] }),
      catalogue: () => Promise.resolve(catalogue),
      reporters: {
        console: () => Promise.resolve(reporter('console', 'txt')),
        markdown: () => Promise.resolve(reporter('markdown', 'md')),
        json: () => Promise.resolve(jsonReporter),
        html: () => Promise.resolve(reporter('html', 'html')),
        github: () => Promise.resolve(reporter('github', 'md')),
      },
      fileSystemType: () => Promise.resolve('ext4'),
      executeRun: script.executeRun ?? ((...args) => this.execute(...args)),
      failsIn: () => Promise.resolve(false),
      judgeRun: (stored, _catalogue, policy) => {
        this.judgedWith.push(policy);
        return Promise.resolve(
          judgedOf(stored.run, {
            policy,
            ...(typeof script.judged === 'function' ? script.judged() : script.judged),
          }),
        );
      },
      readRun: (path) =>
        Promise.resolve({ run: runSchema.parse(parsedFile(join(path, 'run.json'))), cases: [] }),
      readJudged: (path) =>
        Promise.resolve(
          judgedSchema.parse(parsedFile(path.endsWith('.json') ? path : join(path, 'judged.json'))),
        ),
      saveRun: async (dir, { run }) => writeFileSync(join(dir, 'run.json'), JSON.stringify(run)),
      saveJudged: async (dir, judged) => writeFileSync(join(dir, 'judged.json'), JSON.stringify(judged)),
      saveCapsules,
      replayCapsule: script.replayCapsule ?? replayHere,
      replayNemesis: () => Promise.reject(new Error('not asked for')),
      replayInterleaving:
        script.replayInterleaving ??
        ((capsule) => Promise.resolve(notReplayed(capsule, 'nobody runs clients in this test'))),
      auditStrategy:
        script.auditStrategy ??
        (() => Promise.reject(new EnvironmentError('no-crash-states', 'There is nothing to audit with.'))),
      exploreStrategy:
        script.exploreStrategy ??
        (() => Promise.reject(new EnvironmentError('no-explorer', 'There is nothing to explore with.'))),
      tryStrategy:
        script.tryStrategy ??
        (() => Promise.reject(new EnvironmentError('no-trial', 'There is nothing to try with.'))),
      saveInterleavingCapsules,
      judgeDurability: async (...input) => judgeDurability(...input),
      groupByPlatform: (runs) =>
        Promise.resolve(
          [...new Set(runs.map(({ run }) => run.platform.id))].map((id) => ({
            label: `${id} · Node 20 · ext4`,
            runs: runs.filter(({ run }) => run.platform.id === id),
          })),
        ),
      mergeRuns: (runs) => {
        const id = runs.map(({ run }) => run.id).join('+');
        return Promise.resolve({
          run: runOf({ id, platform: runs[0]?.run.platform ?? platform }),
          cases: [],
        });
      },
      missingCases: (run) => Promise.resolve(missingCases(run)),
      compareRuns: (judged, base) => {
        const { regressions = [], noGo = [] } = script;
        return Promise.resolve(comparisonOf(judged, base, regressions, noGo));
      },
      renderComparison: (format, { runs, notes }, { color }) =>
        Promise.resolve(
          `comparison ${format} color=${color} of ${runs.map(({ runId }) => runId).join(',')}, ${notes.join()}\n`,
        ),
      openPage: (path) => {
        this.opened.push(path);
        return Promise.resolve(script.noDisplay ?? null);
      },
      githubAnnotations: () => Promise.resolve(['::error::an annotation']),
      ...scriptedLab,
      cutPower:
        script.cutPower ??
        (() => Promise.reject(new EnvironmentError('no-rig', 'There is nothing to cut the power of.'))),
      runDoctor: (dir) => Promise.resolve(doctorReport(dir)),
    };
  }

  /** Plays every case of a request without doing anything. */
  private async execute(
    request: RunRequest,
    observer: RunObserver,
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    this.requests.push(request);
    const ids = request.strategies.map(({ reference }) =>
      reference.replace(/^.*\//, '').replace(/\.\w+$/, ''),
    );
    const planned = catalogue.scenarios
      .filter(({ id }) => request.scenarios.includes(id))
      .flatMap(({ id, scopes }) =>
        scopes.flatMap((scope) => ids.map((one) => ({ strategy: one, scenario: id, scope }))),
      );
    observer.planned(
      planned.map((one) => ({ ...one, estimateMs: 1000, lane: 'contention' as const, decides: true })),
    );
    const { shard: _, continues: __, ...said } = request;
    const config = { ...runOf().config, ...said, strategies: ids };
    const run = runOf({ id: 'fresh', planned, config });
    run.strategies = ids.map((id) => ({
      id,
      title: id,
      role: 'candidate',
      claims: {},
      selected: true,
      availability: { available: true },
    }));
    for (const [index, one] of planned.entries()) {
      this.script.onCase?.(index);
      if (signal.aborted) break;
      observer.started(index);
      this.pass(2000);
      const state: CaseEntry['state'] = this.script.faulted?.includes(index) ? hostDied : { type: 'done' };
      const entry = { ...one, file: `${index}.jsonl`, state, durationMs: 2000 };
      run.cases.push(entry);
      observer.finished(index, entry, []);
    }
    run.status = signal.aborted ? 'interrupted' : 'finished';
    writeFileSync(join(request.out, 'run.json'), JSON.stringify(run));
    return { dir: request.out, status: run.status, stored: { run, cases: [] } };
  }
}

const hostDied = { type: 'faulted', reason: 'the host died' } as const;
