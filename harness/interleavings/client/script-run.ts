// The run of one script: collects entries for the next report, blocks at step gates until the scheduler lets
// it go on, and detects when nothing can happen before virtual time passes. Its own work runs in immediates,
// one per turn of the event loop, so that the strategy's work gets its turns in between.

import type { DeadProcesses } from '../../tap/handlers/dead-processes.js';
import { originalSetImmediate } from '../../tap/patch/original-fs.js';
import { closeDescriptors, type KillableRun, RunKilledError } from '../../tap/patch/simulated-kill.js';
import type { Begin, ClientPosition, Command, Entry, Report, Script } from '../client-protocol.js';
import { ScheduleNames, type ScheduleNamesOptions } from '../names/schedule-names.js';
import { InodeCache } from './accesses/inode-cache.js';
import { SchedulePaths } from './accesses/schedule-paths.js';
import type { LockTraffic } from './lock-traffic.js';
import { OtherClients } from './other-clients.js';
import { threw } from './play-script.js';
import type { GatedRun } from './step-gate.js';
import type { Idleness } from './time/idleness.js';
import { RealWork } from './time/real-work.js';
import type { VirtualTime } from './time/virtual-time.js';
import type { VirtualTimer } from './time/virtual-timer.js';

export interface ScriptRunParts {
  exchange: (report: Report) => Command;
  time: VirtualTime;
  idleness: Idleness;
  traffic: LockTraffic;
  dead: DeadProcesses;
  naming: Omit<ScheduleNamesOptions, 'client'>;
}

/** The client is idle after this many turns of the event loop in a row with nothing pending. */
const QUIET_TURNS = 2;
/** Virtual. */
const ALONE_RETRY_MS = 1;
/** A client that makes so many calls or turns without sleeping is assumed to poll; it sleeps 1, 2, 4 … ms. */
const BUSY_MAX = 500;
/** After this much virtual time a wait counts as a hang. */
const PATIENCE_MS = 3_600_000;

export class ScriptRun implements GatedRun {
  readonly life: KillableRun = { killed: false, descriptors: new Map() };
  readonly script: Script;
  readonly paths: SchedulePaths;
  readonly others: OtherClients;
  readonly view = new InodeCache();
  readonly timers: VirtualTime['timers'];
  readonly contended: ReadonlySet<string> | 'all';
  /** Resolves with the position at which the run has ended. Never rejects. */
  readonly ended: Promise<ClientPosition>;
  readonly #parts: ScriptRunParts;
  readonly #real: RealWork;
  readonly #startMs: number;
  #entries: Entry[] = [];
  #resolve: (position: ClientPosition) => void = () => {};
  #distrust: string | null = null;
  /** After the end of the script: the timers that a process would still wait for. */
  #lastTimers: Set<VirtualTimer> | null = null;
  /** Step gates that it may still pass without stopping. */
  #past: number;
  /** It has changed or locked something outside of its directory. */
  #elsewhere: boolean = false;
  #quietTurns = 0;
  #busy = 0;
  #yields = 0;

  constructor(
    { script, times, past = 0, dead = [], named = [] }: Begin,
    contended: ReadonlySet<string> | 'all',
    parts: ScriptRunParts,
  ) {
    this.script = script;
    this.#past = past;
    this.contended = contended;
    this.#parts = parts;
    this.timers = parts.time.timers;
    parts.dead.set(dead);
    this.others = new OtherClients(script, parts.dead);
    this.#real = new RealWork(parts);
    const names = new ScheduleNames({ client: script.client, ...parts.naming });
    names.told(named);
    this.paths = new SchedulePaths(script.directory, names);
    parts.time.begin(times, () => this.#looked());
    this.#startMs = parts.time.nowMs;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    originalSetImmediate(() => this.#turn());
  }

  get wallMs(): number {
    return this.#parts.time.wallMs;
  }

  note(entry: Entry): void {
    if (!this.life.killed) this.#entries.push(entry);
  }

  report(position: ClientPosition): Report {
    const entries = this.#entries;
    this.#entries = [];
    const report: Report = { entries, position, nowMs: this.#parts.time.nowMs, inodes: this.view.takeNews() };
    const named = this.paths.names.takeNews();
    if (named.length > 0) report.named = named;
    const hides = position.at === 'done' && (this.#elsewhere || this.life.descriptors.size > 0);
    return hides ? { ...report, hidden: true } : report;
  }

  stop(label: string): void {
    if (this.#past > 0 && this.#distrust === null) {
      this.#past -= 1;
      this.note({ e: 'passed', label });
      return;
    }
    this.#exchange({ at: 'gate', label });
  }

  worked(): void {
    this.#busy += 1;
    if (this.#busy <= BUSY_MAX) return;
    const ms = 2 ** this.#yields;
    this.#yields += 1;
    if (this.#parts.time.nowMs - this.#startMs > PATIENCE_MS) {
      this.#end({ at: 'stuck', reason: 'it has been busy waiting for an hour of virtual time' });
      throw new RunKilledError();
    }
    this.sleepNow(ms);
  }

  /** In virtual milliseconds; blocks. */
  sleepNow(ms: number): void {
    const { time } = this.#parts;
    const wakeMs = time.nowMs + ms;
    while (time.nowMs < wakeMs) this.#sleepUntil(wakeMs);
  }

  /**
   * A sleep that takes no time: waiting for other clients' steps must not make the clients depend on each
   * other through the clock. A client that runs alone has nothing else to wait for, so that time has to pass.
   */
  giveWay(): Promise<void> {
    if (this.script.alone) return new Promise((resolve) => setTimeout(resolve, ALONE_RETRY_MS));
    this.#exchange({ at: 'sleep', wakeMs: 0 });
    this.#parts.time.wake();
    return Promise.resolve();
  }

  distrust(reason: string): void {
    this.#distrust ??= reason;
  }

  changedElsewhere(): void {
    this.#elsewhere = true;
  }

  keepOpen(fd: number): void {
    this.life.descriptors.delete(fd);
  }

  /** The script has ended, or open or close threw. */
  scriptEnded(thrown: Extract<ClientPosition, { at: 'threw' }> | null): void {
    if (this.life.killed) return;
    if (thrown !== null) {
      this.#end(thrown);
      return;
    }
    const waiting = this.timers.waiting.filter((timer) => timer.hasRef() && !timer.repeats);
    this.#lastTimers = new Set(waiting);
  }

  /** The strategy threw where its caller could not catch it. */
  threw(where: string, error: unknown): void {
    if (!this.life.killed) this.#end(threw(where, error));
  }

  die(): never {
    this.#end({ at: 'dead' });
    throw new RunKilledError();
  }

  /** Releases what is left, as the kernel does for a dead process. */
  async dispose(): Promise<void> {
    this.life.killed = true;
    this.#parts.time.end();
    if (this.#real.isLocking) await this.#real.lastLocks();
    closeDescriptors(this.life);
  }

  #looked(): void {
    if (this.#entries.at(-1)?.e !== 'clock-read') this.note({ e: 'clock-read' });
  }

  /** Throws a RunKilledError when the run ends here. */
  #exchange(position: ClientPosition): void {
    // The script may have caught the error that unwinds a dead run.
    if (this.life.killed) throw new RunKilledError();
    if (this.#distrust !== null) {
      this.#end({ at: 'distrust', reason: this.#distrust });
      throw new RunKilledError();
    }
    const command = this.#parts.exchange(this.report(position));
    this.view.forget();
    switch (command.do) {
      case 'go':
        this.#parts.time.set(command.times);
        if (command.dead !== undefined) this.#parts.dead.set(command.dead);
        if (command.named !== undefined) this.paths.names.told(command.named);
        this.#past = command.past;
        return;
      case 'die':
        this.die();
        break;
      case 'exit':
        process.exit(0);
        break;
      case 'load':
      case 'begin':
        throw new RangeError('the scheduler began a script before the last one had ended');
    }
  }

  #sleepUntil(wakeMs: number): void {
    const { time } = this.#parts;
    if (this.script.alone) time.advanceTo(wakeMs);
    else this.#exchange({ at: 'sleep', wakeMs });
    time.wake();
    this.#busy = 0;
  }

  /** The first call counts. Pending work of a dead run unwinds first. */
  #end(position: ClientPosition): void {
    if (this.life.killed) return;
    this.life.killed = true;
    const closes = position.at === 'dead' || position.at === 'threw';
    originalSetImmediate(() => {
      void (closes ? this.dispose() : Promise.resolve()).then(() => this.#resolve(position));
    });
  }

  #turn(): void {
    if (this.life.killed) return;
    try {
      this.#work();
    } catch (error) {
      // A RunKilledError: the run has ended at its gate.
      if (!this.life.killed) throw error;
    }
    if (!this.life.killed) originalSetImmediate(() => this.#turn());
  }

  #work(): void {
    if (this.#distrust !== null) {
      this.#end({ at: 'distrust', reason: this.#distrust });
      return;
    }
    if (this.#isWaiting()) return;
    const due = this.timers.takeDue();
    if (due !== null) {
      this.#quietTurns = 0;
      this.#fire(due);
      return;
    }
    this.#quietTurns += 1;
    if (this.#quietTurns < QUIET_TURNS) return;
    this.#quietTurns = 0;
    this.#rest();
  }

  #isWaiting(): boolean {
    const state = this.#real.look();
    if (state.type === 'none') return false;
    this.#quietTurns = 0;
    if (state.type === 'immediates') {
      // Due timers take turns with immediates, as in Node's own event loop.
      this.worked();
      return this.timers.nextDueUs === null;
    }
    if (state.hopeless !== null) {
      this.distrust(`it waits for something outside of the schedule (${state.hopeless})`);
    }
    return true;
  }

  #fire(timer: VirtualTimer): void {
    this.#lastTimers?.delete(timer);
    try {
      timer.fire();
    } catch (error) {
      this.threw('timer', error);
    }
  }

  /** Nothing can happen before virtual time passes. */
  #rest(): void {
    if (this.#lastTimers !== null && !this.timers.waiting.some((timer) => this.#lastTimers?.has(timer))) {
      this.#end({ at: 'done' });
      return;
    }
    const nextUs = this.timers.nextDueUs;
    const stuck = (reason: string) => this.#end({ at: 'stuck', reason });
    if (nextUs === null) stuck('it waits, but nothing is under way and no timer is set');
    else if (nextUs / 1000 - this.#startMs > PATIENCE_MS) stuck('it has waited for an hour of virtual time');
    else this.#sleepUntil(nextUs / 1000);
  }
}
