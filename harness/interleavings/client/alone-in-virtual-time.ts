// Runs work of one client alone in virtual time: a timer passes as soon as nothing else can happen, and the
// machine's speed makes no difference. Files that the work changes carry virtual times. For recoveries, whose
// verdict must not depend on how long a busy machine takes between two steps. Work that waits for something
// outside of this thread waits in real time, without moving the clock.
import { constants } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Handler, Operation, Outcome } from '../../tap/patch/operation.js';
import { originalFs, originalSetImmediate } from '../../tap/patch/original-fs.js';
import type { Tap } from '../../tap/patch/tap.js';
import { stampTimes } from './accesses/mtime-stamps.js';
import { type PreparedClient, prepareClient } from './client.js';
import { Idleness } from './time/idleness.js';
import { RealWork } from './time/real-work.js';
import type { VirtualTime } from './time/virtual-time.js';

/** The work is idle after this many turns of the event loop in a row with nothing pending. */
const QUIET_TURNS = 2;
/** Work that makes this many turns without sleeping polls: time moves on to its next timer. */
const BUSY_TURNS_MAX = 500;
/** After this much virtual time a wait counts as a hang: far more than any patience that a recovery is given. */
export const PATIENCE_MS = 300_000;
/** Plausible, and never the machine's. */
const NOW_MS = 1_000_000;

/** The work waits for something that can't happen any more. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
  readonly code = 'STUCK';
}

export class AloneInVirtualTime {
  readonly #prepared: PreparedClient;
  readonly #idleness = new Idleness();

  /** Call it before the strategy is loaded, like `prepareClient`. */
  constructor(tap: Tap) {
    this.#prepared = prepareClient(tap);
    tap.attach(new VirtualFileTimes(this.#prepared.time));
  }

  /**
   * `wallMs`: what Date shows at first. Rejects with what the work rejects with, or with a StuckError. Timers
   * that are left do not fire any more.
   * @param givesUp is asked first when the work is stuck; true: it stops waiting for what can't happen, and goes on
   */
  async run<T>(wallMs: number, work: () => Promise<T>, givesUp: () => boolean = () => false): Promise<T> {
    const { time, traffic, current } = this.#prepared;
    const real = new RealWork({ idleness: this.#idleness, traffic });
    time.begin({ wallMs, nowMs: NOW_MS }, () => {});
    const sleeper = { sleepNow: (ms: number) => time.advanceTo(time.nowMs + ms) };
    current.alone = sleeper;
    try {
      return await Promise.race([work(), stuck(time, real, () => current.alone === sleeper, givesUp)]);
    } finally {
      current.alone = null;
      time.end();
    }
  }
}

/** Moves time on while the work is under way. Rejects when that can't help. */
function stuck(
  time: VirtualTime,
  real: RealWork,
  isUnderWay: () => boolean,
  givesUp: () => boolean,
): Promise<never> {
  const turns = new Turns(time, real);
  return new Promise((_, reject) => {
    const turn = (): void => {
      if (!isUnderWay()) return;
      const why = outOfCalls(() => turns.take());
      if (why !== null && !givesUp()) {
        reject(new StuckError(why));
        return;
      }
      if (why !== null) turns.waitAnew();
      originalSetImmediate(turn);
    };
    originalSetImmediate(turn);
  });
}

/** What a timer throws is thrown outside of any call, as ever, and time goes on. */
function outOfCalls(take: () => string | null): string | null {
  try {
    return take();
  } catch (error) {
    originalSetImmediate(() => {
      throw error;
    });
    return null;
  }
}

class Turns {
  readonly #time: VirtualTime;
  readonly #real: RealWork;
  #quiet = 0;
  #busy = 0;
  #untilUs = (NOW_MS + PATIENCE_MS) * 1000;

  constructor(time: VirtualTime, real: RealWork) {
    this.#time = time;
    this.#real = real;
  }

  /** One turn of the event loop. null: the work may go on; otherwise why it can't. */
  take(): string | null {
    const { type } = this.#real.look();
    this.#busy = type === 'immediates' ? this.#busy + 1 : 0;
    this.#quiet = type === 'none' ? this.#quiet + 1 : 0;
    const due = type === 'waiting' ? null : this.#time.timers.takeDue();
    if (due !== null) {
      this.#quiet = 0;
      due.fire();
      return null;
    }
    return this.#quiet >= QUIET_TURNS || this.#busy > BUSY_TURNS_MAX ? this.#pass() : null;
  }

  /** With all the patience that there was at first. */
  waitAnew(): void {
    this.#quiet = 0;
    this.#busy = 0;
    this.#untilUs = (this.#time.nowMs + PATIENCE_MS) * 1000;
  }

  /** To the next timer. */
  #pass(): string | null {
    const nextUs = this.#time.timers.nextDueUs;
    if (nextUs === null && this.#busy === 0) return 'it waits, but nothing is under way and no timer is set';
    this.#quiet = 0;
    this.#busy = 0;
    if (nextUs === null) return null;
    if (nextUs > this.#untilUs) return 'it has waited for five minutes of virtual time';
    this.#time.advanceTo(nextUs / 1000);
    return null;
  }
}

/** Sets the times of what was changed to the virtual clock, as `StepGate` does for schedules. */
class VirtualFileTimes implements Handler {
  readonly #time: VirtualTime;
  /** The open that makes a file. */
  #making: Operation | null = null;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  before(operation: Operation): undefined {
    if (!this.#time.active || operation.kind !== 'open') return undefined;
    const makes = (operation.flags & constants.O_CREAT) !== 0 && !isThere(operation.path);
    this.#making = makes ? operation : null;
    return undefined;
  }

  after(operation: Operation, outcome: Outcome): void {
    if (!this.#time.active || !outcome.ok) return;
    const made = this.#making === operation;
    stampTimes(operation, made, outcome.value, nameOf, this.#time.wallMs);
  }
}

function isThere(path: string): boolean {
  return originalFs.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Below the root of the file system: no directory is left alone. */
function nameOf(path: string): string {
  return relative(sep, path).replaceAll(sep, '/');
}
