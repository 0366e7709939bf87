// A program of real clients: makes a fresh directory for every schedule, runs it, lets a fresh client look at what
// is left, and removes it.
import { join } from 'node:path';
import type { Observed } from '../../../results/vocabulary/history.js';
import type { Tree } from '../../../results/vocabulary/trace.js';
import type { Report, Script } from '../client-protocol.js';
import type { Chooser, ExecuteOptions, Execution, FinalState, Program } from '../program.js';
import type { Clients } from './clients.js';
import { directoryFingerprint } from './directory-fingerprint.js';
import { finalStateOf, leftoversOf } from './final-state.js';
import { type InitialFiles, initialFiles, putFiles, removeFiles } from './initial-files.js';
import {
  AGED_MS,
  DOCUMENT,
  InitialStateError,
  OBSERVER,
  observedIn,
  type Stage,
  writtenDocument,
} from './initial-states.js';
import { ScheduleRun } from './schedule-run.js';
import { runSingleClient, type SingleClientOptions } from './single-client.js';
import { StableInodeIds } from './stable-inode-ids.js';
import { START } from './virtual-clock.js';

/** Who does what, and from which beginning. Writers are the clients 0 …, readers those after them. */
export interface Setup {
  writers: number;
  /** Acknowledged writes of each writer. */
  writes: number;
  /** Refusals after which a writer gives up. */
  triesMax: number;
  readers: number;
  reads: number;
  documentBytes: number;
  seed: number;
  /** The beginning: what a dead writer left, 60 s of virtual time ago; null: the document alone. */
  leftovers: Tree | null;
  /** Crashes are carried out by SIGKILL (processes only): slow, and beyond doubt. */
  realDeaths: boolean;
}

export interface ProgramRuntime {
  scope: 'threads' | 'processes';
  clients: Clients;
  stage: Stage;
  /** Makes the clients complete. */
  ready: () => Promise<void>;
  breathe: () => Promise<void> | undefined;
}

interface Beginning {
  files: InitialFiles;
  initial: Observed | null;
  atMs: number;
}

/** Documents are small, and few different ones are left. */
const PROBED_MAX = 10_000;

export class RealProgram implements Program {
  readonly clients: number;
  readonly #situation: Setup;
  readonly #world: ProgramRuntime;
  #beginning: Beginning | null = null;
  /** What a fresh client reported, by all that it could know. */
  readonly #probed = new Map<string, Report>();

  constructor(situation: Setup, world: ProgramRuntime) {
    this.#situation = situation;
    this.#world = world;
    this.clients = situation.writers + situation.readers;
    if (situation.realDeaths && world.scope === 'threads')
      throw new Error('threads can not be killed one by one');
    if (this.clients >= world.clients.count)
      throw new Error(`the world has fewer than ${this.clients} clients`);
  }

  async execute(choose: Chooser, options: ExecuteOptions): Promise<Execution> {
    const { execution, lostSight } = await this.#execute(choose, options);
    if (!lostSight) return execution;
    // A client ended somewhere beyond the gates it was to pass: where, only stopping at each of them tells.
    const known = execution.choices;
    const resumed: Chooser = (moment) => known[moment.index] ?? choose(moment);
    const { ahead: _, ...stopping } = options;
    return (await this.#execute(resumed, stopping)).execution;
  }

  async #execute(
    choose: Chooser,
    options: ExecuteOptions,
  ): Promise<{ execution: Execution; lostSight: boolean }> {
    await this.#world.ready();
    let beginning: Beginning;
    try {
      beginning = await this.#begin();
    } catch (error) {
      if (!(error instanceof InitialStateError)) throw error;
      const ending = { type: 'distrust', reason: error.message } as const;
      return { execution: { choices: [], steps: [], ending, aftermath: null }, lostSight: false };
    }
    const directory = this.#world.stage.freshPath();
    const names = new StableInodeIds(putFiles(beginning.files, directory, beginning.atMs));
    const run = new ScheduleRun({
      clients: this.#world.clients,
      scripts: this.#scripts(directory, options.contended),
      names,
      realDeaths: this.#situation.realDeaths,
      breathe: this.#world.breathe,
      ...(options.ahead === undefined ? {} : { ahead: options.ahead }),
    });
    const ending = await run.run(choose);
    const { choices, chronicle } = run;
    const { steps } = chronicle;
    const { lostSight } = run;
    const settled = ending.type === 'finished' && options.known?.(steps) !== true;
    const aftermath = settled ? await this.#aftermath(run, directory, beginning.initial) : null;
    removeFiles(directory);
    if (typeof aftermath === 'string') {
      const distrusted = { type: 'distrust', reason: aftermath } as const;
      return { execution: { choices, steps, ending: distrusted, aftermath: null }, lostSight };
    }
    const looked = [...chronicle.looked];
    return { execution: { choices, steps, ending, aftermath, looked }, lostSight };
  }

  async #begin(): Promise<Beginning> {
    if (this.#beginning !== null) return this.#beginning;
    const { stage } = this.#world;
    const { leftovers } = this.#situation;
    const files = initialFiles(await writtenDocument(stage));
    const plain = await observedIn(stage, files);
    if (plain === 'LOCKED') throw new InitialStateError('one client alone found the document locked');
    this.#beginning = { files, initial: plain, atMs: START.wallMs };
    if (leftovers !== null) {
      const left = initialFiles(leftovers);
      const initial = await observedIn(stage, left);
      // Nobody will get any further than the dead writer's lock.
      this.#beginning = {
        files: left,
        initial: initial === 'LOCKED' ? plain : initial,
        atMs: START.wallMs - AGED_MS,
      };
    }
    await this.#world.ready();
    return this.#beginning;
  }

  #scripts(directory: string, contended: ExecuteOptions['contended']): Script[] {
    const { writers, writes, triesMax, reads, documentBytes, seed } = this.#situation;
    const keys = contended === 'all' ? contended : [...contended];
    return Array.from({ length: this.clients }, (_, client) => ({
      client,
      directory,
      document: join(directory, DOCUMENT),
      job: client < writers ? { do: 'write', writes, triesMax } : { do: 'read', reads },
      documentBytes,
      lockTimeoutMs: 0,
      seed: seed + client,
      ...(this.#isNews(client, keys) ? { contended: keys } : {}),
      alone: false,
      dieAfter: null,
    }));
  }

  /** Clients keep what they were told, also from one program to the next. */
  #isNews(client: number, keys: readonly string[] | 'all'): boolean {
    const { host, slot } = this.#world.clients.client(client);
    return host.isNews(slot, JSON.stringify(keys));
  }

  /** A text: why nothing may be concluded. */
  async #aftermath(
    run: ScheduleRun,
    directory: string,
    initial: Observed | null,
  ): Promise<FinalState | string> {
    const { scope } = this.#world;
    const { documentBytes, seed } = this.#situation;
    const document = join(directory, DOCUMENT);
    const leftovers = leftoversOf(directory, document);
    const script = { client: OBSERVER, directory, document, job: { do: 'probe' } as const };
    const options = { ...script, documentBytes, seed: seed + OBSERVER };
    const probed = await this.#probe(run, options);
    if (typeof probed !== 'string' && probed.standing.at === 'distrust') return probed.standing.reason;
    return finalStateOf(run.chronicle, { scope, ...this.#situation }, initial, leftovers, probed);
  }

  /** Who comes to the same files at the same time, with nothing hidden, finds out the same: one of them is enough. */
  async #probe(run: ScheduleRun, options: SingleClientOptions): Promise<Report | string> {
    const { clients, stage } = this.#world;
    const times = run.clock.latest();
    const print = run.hidden ? null : JSON.stringify(times) + directoryFingerprint(options.directory);
    const known = print === null ? undefined : this.#probed.get(print);
    if (known !== undefined) return known;
    const probed = await runSingleClient(clients, stage.probe, options, times);
    const isPlain =
      typeof probed !== 'string' && probed.standing.at === 'done' && probed.hidden === undefined;
    if (print !== null && isPlain && this.#probed.size < PROBED_MAX) this.#probed.set(print, probed);
    return probed;
  }
}
