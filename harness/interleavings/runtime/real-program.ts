// A program of real clients: for every schedule it makes a fresh directory, runs the schedule there, lets a
// fresh client probe the final state, and removes the directory.
import { join } from 'node:path';
import type { Observed } from '../../../results/vocabulary/history.js';
import type { NamedWord, Script } from '../client-protocol.js';
import type { Chooser, ExecuteOptions, Execution, Program } from '../program.js';
import type { Setup } from '../setups.js';
import { TIMES_KEY } from '../time-keys.js';
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
  PROBE_SEED,
  type ProbeContext,
  writtenDocument,
} from './initial-states.js';
import { ScheduleRun } from './schedule-run.js';
import { runSingleClient, type SingleClientOptions, type SingleClientResult } from './single-client.js';
import { StableInodeIds } from './stable-inode-ids.js';
import { START } from './virtual-clock.js';

export interface ProgramRuntime {
  scope: 'threads' | 'processes';
  clients: Clients;
  probeContext: ProbeContext;
  /** Makes the clients complete. */
  ready: () => Promise<void>;
  /** null: see `RuntimeOptions.renewable`. */
  renew: (() => Promise<void>) | null;
  /** A client in a process of its own. */
  outsider: () => Promise<ProbeContext>;
  /** Lets the event loop turn when it is time for that. */
  pause: () => Promise<void> | undefined;
}

interface InitialState {
  files: InitialFiles;
  initial: Observed | null;
  atMs: number;
}

/** `lostSight`: the execution has to be repeated, see `ScheduleRun.lostSight`. */
interface Executed {
  execution: Execution;
  lostSight: boolean;
}

/** What was there before has the same name in every schedule. */
function namesOf(files: InitialFiles): NamedWord[] {
  const words = new Set(files.flatMap(({ path }) => path.split('/')));
  return [...words].map((word) => [word, word]);
}

function readsTimes(probed: SingleClientResult): boolean {
  if (probed.type !== 'reported') return false;
  return probed.report.entries.some((entry) => entry.e === 'looked' && entry.key === TIMES_KEY);
}

/** Documents are small, and schedules leave few different ones. */
const PROBED_MAX = 10_000;

export class RealProgram implements Program {
  readonly clients: number;
  readonly #setup: Setup;
  readonly #runtime: ProgramRuntime;
  #initialState: InitialState | null = null;
  /** What a fresh client reported, by everything that it could observe. */
  readonly #probed = new Map<string, SingleClientResult>();

  constructor(setup: Setup, runtime: ProgramRuntime) {
    this.#setup = setup;
    this.#runtime = runtime;
    this.clients = setup.writers + setup.readers;
    if (setup.realDeaths && runtime.scope === 'threads')
      throw new Error('threads can not be killed one by one');
    if (this.clients >= runtime.clients.count)
      throw new Error(`the runtime has fewer than ${this.clients} clients`);
  }

  async renew(): Promise<void> {
    await this.#runtime.renew?.();
  }

  async execute(choose: Chooser, options: ExecuteOptions): Promise<Execution> {
    const { execution, lostSight } = await this.#execute(choose, options);
    if (!lostSight) return execution;
    // A client ended somewhere beyond the step gates that it was to pass: only stopping at each of them shows
    // where.
    const known = execution.choices;
    const stopping: Chooser = (moment) => known[moment.index] ?? choose(moment);
    return (await this.#execute(stopping, options)).execution;
  }

  async #execute(choose: Chooser, options: ExecuteOptions): Promise<Executed> {
    await this.#runtime.ready();
    let initialState: InitialState;
    try {
      initialState = await this.#begin();
    } catch (error) {
      if (!(error instanceof InitialStateError)) throw error;
      const ending = { type: 'distrust', reason: error.message } as const;
      return { execution: { choices: [], steps: [], ending, finalState: null }, lostSight: false };
    }
    const { files, initial, atMs } = initialState;
    const directory = this.#runtime.probeContext.freshPath();
    const inodeIds = new StableInodeIds(putFiles(files, directory, atMs));
    const run = new ScheduleRun({
      clients: this.#runtime.clients,
      scripts: this.#scripts(directory, options),
      named: (options.fresh?.length ?? 0) === 0 ? [] : namesOf(files),
      inodeIds,
      realDeaths: this.#setup.realDeaths,
      dead: this.#dead(),
      pause: this.#runtime.pause,
      disturb: options.disturb,
    });
    const ending = await run.run(choose);
    const { steps, readKeys } = run.log;
    const needsProbe = ending.type === 'finished' && options.known?.(steps) !== true;
    const end = needsProbe ? await this.#probe(run, directory, initial) : { ending, finalState: null };
    removeFiles(directory);
    const execution: Execution = { choices: run.choices, steps, readKeys: [...readKeys], ...end };
    return { execution, lostSight: run.lostSight };
  }

  async #begin(): Promise<InitialState> {
    if (this.#initialState !== null) return this.#initialState;
    const { probeContext } = this.#runtime;
    const { leftovers } = this.#setup;
    const files = initialFiles(await writtenDocument(probeContext));
    const plain = await observedIn(probeContext, files);
    if (plain.type === 'locked') throw new InitialStateError('one client alone found the document locked');
    this.#initialState = { files, initial: plain.observed, atMs: START.wallMs };
    if (leftovers !== null) {
      const left = initialFiles(leftovers);
      const observation = await observedIn(probeContext, left);
      // Behind the dead writer's lock clients read the same as before.
      const { observed } = observation.type === 'locked' ? plain : observation;
      this.#initialState = { files: left, initial: observed, atMs: START.wallMs - AGED_MS };
    }
    await this.#runtime.ready();
    return this.#initialState;
  }

  /** Not a pid that a client has now. */
  #dead(): number[] {
    const { clients } = this.#runtime;
    const living = new Set(
      Array.from({ length: clients.count }, (_, client) => clients.client(client).host.pid),
    );
    return this.#setup.dead.filter((pid) => !living.has(pid));
  }

  #scripts(directory: string, { contended, fresh = [] }: ExecuteOptions): Script[] {
    const { writers, writes, triesMax, reads, documentBytes, seed, backoffMsMax, syncMs, halves } =
      this.#setup;
    const keys = contended === 'all' ? contended : [...contended];
    const { clients, scope } = this.#runtime;
    const pids = Array.from({ length: this.clients }, (_, client) => clients.client(client).host.pid);
    const identities = clients.identities(this.clients);
    return Array.from({ length: this.clients }, (_, client) => ({
      client,
      directory,
      document: join(directory, DOCUMENT),
      job: client < writers ? { do: 'write', writes, triesMax } : { do: 'read', reads },
      documentBytes,
      lockTimeoutMs: 0,
      seed: seed + client,
      ...(backoffMsMax === undefined ? {} : { backoffMsMax }),
      ...(syncMs?.[client] === undefined ? {} : { syncMs: syncMs[client] }),
      ...(halves === undefined ? {} : { halves }),
      ...(this.#isNews(client, 'contended', keys) ? { contended: keys } : {}),
      ...(this.#isNews(client, 'identities', identities) ? { identities } : {}),
      ...(this.#isNews(client, 'fresh', fresh) ? { fresh } : {}),
      alone: false,
      dieAfter: null,
      ...(scope === 'processes' ? { pids } : {}),
    }));
  }

  /** Clients keep these parts of their scripts, also from one program to the next. */
  #isNews(client: number, part: 'contended' | 'identities' | 'fresh', value: unknown): boolean {
    const { host, slot } = this.#runtime.clients.client(client);
    return host.isNews(slot, part, JSON.stringify(value));
  }

  /** The final state of a schedule that has finished; or why nothing may be concluded from it. */
  async #probe(
    run: ScheduleRun,
    directory: string,
    initial: Observed | null,
  ): Promise<Pick<Execution, 'ending' | 'finalState'>> {
    const { scope } = this.#runtime;
    const setup = this.#setup;
    const document = join(directory, DOCUMENT);
    const leftovers = leftoversOf(directory, document);
    const threadDied = scope === 'threads' && run.log.steps.some(({ kind }) => kind === 'crash');
    const question: SingleClientOptions = {
      client: OBSERVER,
      directory,
      document,
      job: { do: 'probe' },
      documentBytes: setup.documentBytes,
      seed: setup.seed + PROBE_SEED,
      dead: run.dead,
    };
    const probed = threadDied
      ? await this.#askAfterTheProcess(run, question)
      : await this.#askFreshClient(run, question, this.#runtime.probeContext);
    // A fresh client depends on times of files as much as any.
    if (readsTimes(probed)) run.log.readKeys.add(TIMES_KEY);
    if (probed.type === 'reported' && probed.report.position.at === 'distrust') {
      return { ending: { type: 'distrust', reason: probed.report.position.reason }, finalState: null };
    }
    const executed = { scope, setup, log: run.log, initial, leftovers };
    return { ending: { type: 'finished' }, finalState: finalStateOf(executed, probed) };
  }

  /**
   * A thread that dies leaves its process alive, and a lock that names the process is right to be respected
   * for as long as that lives. It must be free when the process has ended, and that is what is asked: by a
   * client in a process of its own, to which the process of the threads is a dead one.
   */
  async #askAfterTheProcess(run: ScheduleRun, question: SingleClientOptions): Promise<SingleClientResult> {
    const { clients, outsider } = this.#runtime;
    const dead = [...run.dead, clients.client(0).host.pid];
    return await this.#askFreshClient(run, { ...question, dead }, await outsider());
  }

  /** Probes of identical directories at the same virtual time give identical results, so one is enough. */
  async #askFreshClient(
    run: ScheduleRun,
    options: SingleClientOptions,
    { clients, probe }: ProbeContext,
  ): Promise<SingleClientResult> {
    const times = run.clock.latest();
    const fingerprint = run.hidden
      ? null
      : JSON.stringify([times, options.dead]) + directoryFingerprint(options.directory);
    const known = fingerprint === null ? undefined : this.#probed.get(fingerprint);
    if (known !== undefined) return known;
    const probed = await runSingleClient(clients, probe, options, times);
    const isReusable =
      probed.type === 'reported' &&
      probed.report.position.at === 'done' &&
      probed.report.hidden === undefined;
    if (fingerprint !== null && isReusable && this.#probed.size < PROBED_MAX) {
      this.#probed.set(fingerprint, probed);
    }
    return probed;
  }
}
