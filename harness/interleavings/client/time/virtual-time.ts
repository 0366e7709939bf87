// The clocks and timers of a client while a script runs, controlled by the scheduler. Only two things move
// time: the scheduler, and every reading of a clock, by a microsecond, so that a loop that waits for the
// clock ends; one that keeps reading moves it faster and faster. Between scripts virtual time is inactive.
import type { Times } from '../../client-protocol.js';
import { TimerQueue } from './virtual-timer.js';

/** After this many readings without a sleep each reading moves the clock twice as far as before … */
const LOOKS_PER_DOUBLING = 128;
/** … but no further than this. */
const LOOK_US_MAX = 100_000;

export class VirtualTime {
  readonly timers = new TimerQueue(() => this.#nowUs);
  #nowUs = 0;
  #wallAheadUs = 0;
  /** How far the wall clock that this process reads is ahead of the machine's. */
  #ownAheadUs = 0;
  #looks = 0;
  #looked: (() => void) | null = null;

  /** While false, clocks and timers are the machine's. */
  get active(): boolean {
    return this.#looked !== null;
  }

  /** Drops earlier timers. `looked` is called at every reading of a clock. */
  begin(times: Times, looked: () => void): void {
    this.timers.clear();
    this.#nowUs = 0;
    this.#looks = 0;
    this.#looked = looked;
    this.set(times);
  }

  end(): void {
    this.timers.clear();
    this.#looked = null;
  }

  /** Never turns the monotonic clock back. */
  set({ wallMs, nowMs, ownAheadMs = 0 }: Times): void {
    const nowUs = Math.round(nowMs * 1000);
    this.#ownAheadUs = Math.round(ownAheadMs * 1000);
    this.#wallAheadUs = Math.round(wallMs * 1000) - nowUs;
    this.#nowUs = Math.max(this.#nowUs, nowUs);
  }

  /** A sleep has ended: readings move the clock little again. */
  wake(): void {
    this.#looks = 0;
  }

  /** Moves on to an instant that may have passed already. */
  advanceTo(ms: number): void {
    this.#nowUs = Math.max(this.#nowUs, Math.round(ms * 1000));
    this.wake();
  }

  /** Without moving it: for the harness. */
  get nowMs(): number {
    return this.#nowUs / 1000;
  }

  /** Of the machine, which the times of files go by. */
  get wallMs(): number {
    return (this.#nowUs + this.#wallAheadUs) / 1000;
  }

  /** A strategy reads the monotonic clock, in microseconds. */
  lookUs(): number {
    const doublings = Math.floor(this.#looks / LOOKS_PER_DOUBLING);
    this.#looks += 1;
    this.#nowUs += Math.min(2 ** doublings, LOOK_US_MAX);
    this.#looked?.();
    return this.#nowUs;
  }

  /** A strategy reads Date, in milliseconds. */
  lookWallMs(): number {
    return Math.floor((this.lookUs() + this.#wallAheadUs + this.#ownAheadUs) / 1000);
  }

  /** Milliseconds between the wall clock and the monotonic one. */
  get wallAheadMs(): number {
    return this.#wallAheadUs / 1000;
  }

  /** Setting a timer depends on the time without moving it. */
  glance(): void {
    this.#looked?.();
  }
}
