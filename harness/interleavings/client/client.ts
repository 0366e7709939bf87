// A client of the interleaving engine: the strategy in a thread of its own, whose operations the scheduler
// can hold back and whose clocks, timers and randomness it controls. The thread runs one script after
// another, because a new process costs a thousand times more than a schedule. State that a strategy keeps in
// its module survives from one script to the next, and shows as a schedule that does not repeat.
import type { Strategy } from '../../../strategies/strategy.js';
import { rememberTexts } from '../../../strategies/task-file.js';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { DeadProcesses } from '../../tap/handlers/dead-processes.js';
import { isRunKilledError } from '../../tap/patch/simulated-kill.js';
import type { Tap } from '../../tap/patch/tap.js';
import type { Begin, ClientChannel, ClientPosition, Command, Report, Script } from '../client-protocol.js';
import {
  type ClientIdentity,
  identityOfThisMachine,
  identityOfThisThread,
} from '../names/client-identity.js';
import { identityText } from '../names/identity-text.js';
import { Backoff } from './backoff.js';
import { LockTraffic } from './lock-traffic.js';
import { installPinnedRandomness, PinnedRandomness } from './pinned-randomness.js';
import { playScript, threw } from './play-script.js';
import { ScriptRun, type ScriptRunParts } from './script-run.js';
import { StepGate } from './step-gate.js';
import { Idleness } from './time/idleness.js';
import { installVirtualClocks } from './time/virtual-clocks.js';
import { VirtualTime } from './time/virtual-time.js';
import { installVirtualTimers } from './time/virtual-timers.js';
import { installVirtualWatchers } from './time/virtual-watchers.js';

/** The parts that stay in this thread from one script to the next. */
export interface PreparedClient {
  time: VirtualTime;
  randomness: PinnedRandomness;
  gate: StepGate;
  traffic: LockTraffic;
  /** The script that is being run, or the work without one. */
  current: { run: ScriptRun | null; alone: Sleeper | null };
}

/** Sleeps synchronously, in virtual milliseconds. */
export interface Sleeper {
  sleepNow(ms: number): void;
}

/** For built-in strategies: the documents of one search are few, and its schedules many. */
const TEXTS_REMEMBERED = 256;

let prepared: PreparedClient | null = null;

/**
 * Replaces this thread's clocks, timers and randomness; outside of scripts the real ones still answer. Call
 * it after the tap is installed and before the strategy is loaded, because a module may keep functions of
 * `node:timers` or `node:crypto` when it is loaded; otherwise `runClient` calls it.
 */
export function prepareClient(tap: Tap): PreparedClient {
  if (prepared !== null) return prepared;
  const time = new VirtualTime();
  const randomness = new PinnedRandomness();
  const current: PreparedClient['current'] = { run: null, alone: null };
  const hidden = () => tap.idle;
  installVirtualClocks(time, hidden);
  installVirtualTimers({ time, hidden, sleepNow: (ms) => (current.run ?? current.alone)?.sleepNow(ms) });
  installVirtualWatchers(time, hidden);
  installPinnedRandomness(randomness);
  prepared = { time, randomness, gate: new StepGate(), traffic: new LockTraffic(), current };
  return prepared;
}

/**
 * Reports that it is ready and runs the scheduler's scripts until the process or thread ends.
 * Rejects only when the scheduler breaks the protocol.
 */
export async function runClient(channel: ClientChannel, strategy: Strategy, tap: Tap): Promise<never> {
  return await new Client(channel, strategy, tap).serve();
}

class Client {
  readonly #channel: ClientChannel;
  #strategy: Strategy;
  readonly #tap: Tap;
  readonly #prepared: PreparedClient;
  readonly #idleness = new Idleness();
  readonly #dead = new DeadProcesses();
  #contended: ReadonlySet<string> | 'all' = new Set();
  /** By what names are told apart that differ between clients or schedules. */
  #naming: ScriptRunParts['naming'] = naming([identityOfThisThread(0)]);
  /** Why nothing can be concluded from this client any more. */
  #distrust: string | null;

  constructor(channel: ClientChannel, strategy: Strategy, tap: Tap) {
    this.#channel = channel;
    this.#strategy = strategy;
    this.#tap = tap;
    this.#prepared = prepareClient(tap);
    this.#distrust = tap.notices[0]?.reason ?? null;
    tap.attach(this.#prepared.gate);
    // After the gate, at which others may die before the answer.
    tap.attach(this.#dead);
    rememberTexts(TEXTS_REMEMBERED);
    process.on('uncaughtException', (error) => this.#escaped('an uncaught exception', error));
    process.on('unhandledRejection', (error) => this.#escaped('an unhandled rejection', error));
  }

  async serve(): Promise<never> {
    let command = this.#exchange(said({ at: 'ready', identity: identityOfThisThread(0) }, 0));
    for (;;) {
      const report = await this.#obey(command);
      command = this.#exchange(report);
      await this.#putAway();
    }
  }

  async #obey(command: Command): Promise<Report> {
    switch (command.do) {
      case 'begin':
        return await this.#play(command);
      case 'load':
        return said(await this.#load(command.strategy), 0);
      case 'die':
        return said({ at: 'dead' }, this.#prepared.time.nowMs);
      case 'exit':
        return process.exit(0);
      case 'go':
        throw new RangeError('the scheduler let a client go on that had come to its end');
    }
  }

  async #play(begin: Begin): Promise<Report> {
    const { script, times } = begin;
    if (this.#distrust !== null) {
      return said({ at: 'distrust', reason: this.#distrust }, times.nowMs);
    }
    const { time, randomness, gate, traffic, current } = this.#prepared;
    if (script.contended !== undefined) this.#contended = keysOf(script.contended);
    this.#rename(script);
    randomness.begin(script.seed);
    const parts: ScriptRunParts = {
      exchange: (report) => this.#exchange(report),
      time,
      idleness: this.#idleness,
      traffic,
      dead: this.#dead,
      naming: this.#naming,
    };
    const run = new ScriptRun(begin, this.#contended, parts);
    current.run = run;
    gate.attach(run);
    this.#tap.runs.run(run.life, () => this.#perform(run));
    return run.report(await run.ended);
  }

  #rename({ identities, fresh }: Script): void {
    if (identities !== undefined) {
      this.#naming = { ...naming(identities), fresh: this.#naming.fresh };
    }
    if (fresh !== undefined) this.#naming = { ...this.#naming, fresh };
  }

  async #load(reference: string): Promise<ClientPosition> {
    try {
      this.#strategy = await loadStrategy(reference);
      return { at: 'ready' };
    } catch (error) {
      return threw('load', error);
    }
  }

  #perform(run: ScriptRun): void {
    const backoff = new Backoff(run.script);
    const desk = {
      note: (entry: Parameters<ScriptRun['note']>[0]) => run.note(entry),
      giveWay: (refusals: number) => backoff.afterRefusal(refusals) ?? run.giveWay(),
      think: () => backoff.think(),
    };
    void playScript(run.script, this.#strategy, desk).then(
      (thrown) => run.scriptEnded(thrown),
      (error: unknown) => run.threw('the script', error),
    );
  }

  /** Waiting for the scheduler takes real time, and its pipes are outside of the strategy's operations. */
  #exchange(report: Report): Command {
    return this.#tap.bypass(() => this.#channel.exchange(report));
  }

  async #putAway(): Promise<void> {
    const { randomness, gate, current } = this.#prepared;
    await current.run?.dispose();
    current.run = null;
    this.#dead.set([]);
    gate.attach(null);
    randomness.end();
  }

  #escaped(what: string, error: unknown): void {
    if (isFenced(error) || this.#tap.runs.getStore()?.killed === true) return;
    const { run } = this.#prepared.current;
    if (run === null) this.#distrust ??= `${what} between two scripts: ${String(error)}`;
    else run.threw(what, error);
  }
}

function naming(identities: readonly ClientIdentity[]): ScriptRunParts['naming'] {
  return { identityText: identityText(identities, identityOfThisMachine()), fresh: [] };
}

/** Outside of a script. */
function said(position: ClientPosition, nowMs: number): Report {
  return { entries: [], position, nowMs, inodes: [] };
}

function keysOf(contended: readonly string[] | 'all'): ReadonlySet<string> | 'all' {
  return contended === 'all' ? 'all' : new Set(contended);
}

/** The error that unwinds a dead run, also where the strategy has wrapped it. */
function isFenced(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (isRunKilledError(at)) return true;
  return false;
}
